import { mariadbDatabase } from './database/mariadb-database';
import { mariadbUser } from './database/mariadb-user';
import { schemaMigration } from './database/schema-migration';
import { command } from './host/command';
import { commandData } from './host/command-data';
import { configFile } from './host/config-file';
import { directory } from './host/directory';
import { file } from './host/file';
import { fileData } from './host/file-data';
import { filesystem } from './host/filesystem';
import { firewallRule } from './host/firewall-rule';
import { host } from './host/host';
import { hostData } from './host/host-data';
import { packages } from './host/package';
import { service } from './host/service';
import { sysctl } from './host/sysctl';
import { systemUser } from './host/system-user';
import { keystoneBootstrap } from './identity/bootstrap';
import { identityDomain } from './identity/domain';
import { identityDomainData } from './identity/domain-data';
import { identityEndpoint } from './identity/endpoint';
import { identityEndpointData } from './identity/endpoint-data';
import { fernetKeys } from './identity/fernet-keys';
import { identityGroup } from './identity/group';
import { identityGroupData } from './identity/group-data';
import { identityGroupMembership } from './identity/group-membership';
import { identityProject } from './identity/project';
import { identityProjectData } from './identity/project-data';
import { identityRegion } from './identity/region';
import { identityRegionData } from './identity/region-data';
import { identityRole } from './identity/role';
import { identityRoleAssignment } from './identity/role-assignment';
import { identityRoleData } from './identity/role-data';
import { identityService } from './identity/service';
import { identityServiceData } from './identity/service-data';
import { identityUser } from './identity/user';
import { identityUserData } from './identity/user-data';
import { rabbitmqDefaultUser } from './messaging/rabbitmq-default-user';
import { rabbitmqUser } from './messaging/rabbitmq-user';
import { rabbitmqVhost } from './messaging/rabbitmq-vhost';

/** Every resource of the provider. */
export const resources = [
  host,
  file,
  directory,
  configFile,
  command,
  packages,
  service,
  sysctl,
  filesystem,
  systemUser,
  mariadbDatabase,
  mariadbUser,
  schemaMigration,
  keystoneBootstrap,
  identityDomain,
  identityProject,
  identityUser,
  identityGroup,
  identityGroupMembership,
  identityRole,
  identityRoleAssignment,
  identityRegion,
  identityService,
  identityEndpoint,
  firewallRule,
  fernetKeys,
  rabbitmqDefaultUser,
  rabbitmqUser,
  rabbitmqVhost,
];

/** Every data source of the provider. */
export const dataSources = [
  hostData,
  fileData,
  commandData,
  identityDomainData,
  identityProjectData,
  identityUserData,
  identityGroupData,
  identityRoleData,
  identityServiceData,
  identityRegionData,
  identityEndpointData,
];

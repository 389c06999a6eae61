import { apiReadiness } from './api/api-readiness';
import { volumeAttachment } from './block-storage/attachment';
import { volumeQuota } from './block-storage/quota';
import { volumeService } from './block-storage/service';
import { volumeSnapshot } from './block-storage/snapshot';
import { volumeSnapshotData } from './block-storage/snapshot-data';
import { volume } from './block-storage/volume';
import { volumeData } from './block-storage/volume-data';
import { volumeGroup } from './block-storage/volume-group';
import { volumeType } from './block-storage/volume-type';
import { volumeTypeData } from './block-storage/volume-type-data';
import { computeAggregate } from './compute/aggregate';
import { computeCell } from './compute/cell';
import { consoleLogData } from './compute/console-log-data';
import { computeFlavor } from './compute/flavor';
import { computeFlavorData } from './compute/flavor-data';
import { computeInstance } from './compute/instance';
import { computeInstanceData } from './compute/instance-data';
import { computeKeypair } from './compute/keypair';
import { computeQuota } from './compute/quota';
import { computeService } from './compute/service';
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
import { networkBridge } from './host/network-bridge';
import { networkInterface } from './host/network-interface';
import { networkVeth } from './host/network-veth';
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
import { image } from './image/image';
import { imageData } from './image/image-data';
import { rabbitmqDefaultUser } from './messaging/rabbitmq-default-user';
import { rabbitmqUser } from './messaging/rabbitmq-user';
import { rabbitmqVhost } from './messaging/rabbitmq-vhost';
import { networkAgent } from './network/agent';
import { floatingIp } from './network/floating-ip';
import { floatingIpData } from './network/floating-ip-data';
import { network } from './network/network';
import { networkData } from './network/network-data';
import { port } from './network/port';
import { portData } from './network/port-data';
import { router } from './network/router';
import { routerData } from './network/router-data';
import { routerInterface } from './network/router-interface';
import { securityGroup } from './network/security-group';
import { securityGroupData } from './network/security-group-data';
import { securityGroupRule } from './network/security-group-rule';
import { subnet } from './network/subnet';
import { subnetData } from './network/subnet-data';
import { objectAccount } from './object-store/account';
import { objectContainer } from './object-store/container';
import { objectContainerData } from './object-store/container-data';
import { swiftHash } from './object-store/hash';
import { objectUpload } from './object-store/object';
import { swiftRing } from './object-store/ring';

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
  apiReadiness,
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
  image,
  computeAggregate,
  computeCell,
  computeFlavor,
  computeKeypair,
  computeQuota,
  computeService,
  networkAgent,
  firewallRule,
  networkBridge,
  networkInterface,
  networkVeth,
  fernetKeys,
  rabbitmqDefaultUser,
  rabbitmqUser,
  rabbitmqVhost,
  network,
  subnet,
  port,
  router,
  routerInterface,
  floatingIp,
  securityGroup,
  securityGroupRule,
  computeInstance,
  swiftRing,
  swiftHash,
  objectContainer,
  objectUpload,
  objectAccount,
  volumeService,
  volumeGroup,
  volumeType,
  volumeQuota,
  volume,
  volumeSnapshot,
  volumeAttachment,
];

/** Every data source of the provider. */
export const dataSources = [
  hostData,
  fileData,
  commandData,
  computeFlavorData,
  identityDomainData,
  identityProjectData,
  identityUserData,
  identityGroupData,
  identityRoleData,
  identityServiceData,
  imageData,
  identityRegionData,
  identityEndpointData,
  networkData,
  subnetData,
  securityGroupData,
  portData,
  routerData,
  floatingIpData,
  computeInstanceData,
  consoleLogData,
  objectContainerData,
  volumeTypeData,
  volumeData,
  volumeSnapshotData,
];

import type { Construct } from 'constructs';
import type { Cloud } from '../core/cloud';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import type { Secret } from '../core/secret';
import { absolutePath, type Rule, validate } from '../core/validation';
import { Directory } from '../infrastructure/directory';
import { File } from '../infrastructure/file';
import type { Project } from './project';
import type { User } from './user';

export interface OpenRcProps extends HostResourceProps {
  /** The cloud. */
  readonly cloud: Cloud;

  /**
   * As whom commands are run.
   *
   * @default - the user of the cloud, its administrator
   */
  readonly user?: User;

  /**
   * The project for which.
   *
   * @default - the project of the cloud
   */
  readonly project?: Project;

  /**
   * Where the file stands.
   *
   * @default '/root/openrc'
   */
  readonly path?: string;

  /**
   * Where the same stands as `clouds.yaml`, in which clients find it by `--os-cloud` and the name of the cloud. Empty: nowhere.
   *
   * @default - beside the file with variables: `clouds.yaml` in `.config/openstack`
   */
  readonly cloudsYamlPath?: string;

  /**
   * Name of the owner of both files.
   *
   * @default 'root'
   */
  readonly owner?: string;
}

const RULES: readonly Rule<OpenRcProps>[] = [
  absolutePath('path'),
  (props) => (props.cloudsYamlPath === '' ? undefined : absolutePath('cloudsYamlPath')(props)),
];

/**
 * What an operator needs to use a cloud from a host: a file to be read by a shell (`. /root/openrc`), and the same as
 * `clouds.yaml`. Both hold the password and are for their owner alone.
 */
export class OpenRc extends HostResource {
  public readonly fqn: string;
  private readonly file: File;

  public constructor(scope: Construct, id: string, props: OpenRcProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, path = '/root/openrc', owner, dependsOn } = props;
    const { cloudsYamlPath = `${path.replace(/\/[^/]*$/, '')}/.config/openstack/clouds.yaml` } = props;
    const access = accessOf(props);
    const file = { host, owner, group: owner, mode: '0600', dependsOn };
    this.file = new File(this, 'Variables', { ...file, path, content: variables(access) });
    if (cloudsYamlPath !== '') {
      const directory = new Directory(this, 'Directory', {
        host,
        path: cloudsYamlPath.replace(/\/[^/]*$/, ''),
        owner,
        group: owner,
        mode: '0700',
        createParents: true,
        dependsOn,
      });
      const content = cloudsYaml(props.cloud.name, access);
      new File(this, 'CloudsYaml', {
        ...file,
        path: cloudsYamlPath,
        content,
        dependsOn: [directory, ...(dependsOn ?? [])],
      });
    }
    this.fqn = this.file.fqn;
  }

  /** Where the file stands; whoever uses it comes after the file. */
  public get path(): string {
    return this.file.path;
  }
}

/** What both files say, by clients' names for it. */
interface Access {
  readonly auth: Readonly<Record<string, string>>;
  readonly password: Secret;
  readonly region?: string;
}

function accessOf({ cloud, user, project }: OpenRcProps): Access {
  return {
    auth: {
      auth_url: cloud.authUrl,
      username: user?.name ?? cloud.username,
      user_domain_name: cloud.userDomain,
      project_name: project?.name ?? cloud.project,
      project_domain_name: cloud.projectDomain,
    },
    password: user?.password ?? cloud.password,
    region: cloud.region,
  };
}

function variables({ auth, password, region }: Access): string {
  const values = {
    identity_api_version: '3',
    ...auth,
    ...(region !== undefined && { region_name: region }),
  };
  const lines = Object.entries(values).map(([name, value]) => `export OS_${name.toUpperCase()}='${value}'`);
  return `${[...lines, `export OS_PASSWORD='${password.shellReference}'`].join('\n')}\n`;
}

function cloudsYaml(name: string, { auth, password, region }: Access): string {
  return `clouds:
  ${name}:
    identity_api_version: 3
${region === undefined ? '' : `    region_name: "${region}"\n`}    auth:
${Object.entries(auth)
  .map(([key, value]) => `      ${key}: "${value}"\n`)
  .join('')}      password: "${password.jsonReference}"
`;
}

import { Fn, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { Cloud } from '../core/cloud';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import type { Secret } from '../core/secret';
import { absolutePath, type Rule, validate } from '../core/validation';
import { Directory } from '../infrastructure/directory';
import { File } from '../infrastructure/file';
import type { IProject } from './project';
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
   * @default - the default project of `user`; without a user, the project of the cloud
   */
  readonly project?: IProject;

  /**
   * Where the file stands.
   *
   * @default '/root/openrc'
   */
  readonly path?: string;

  /**
   * Whether the same is written as `clouds.yaml`, in which clients find it by `--os-cloud` and the name of the cloud.
   *
   * @default - for the user of the cloud, who is at home where `path` is; not for another `user`, unless `cloudsYamlPath` is given
   */
  readonly cloudsYaml?: boolean;

  /**
   * Where `clouds.yaml` stands.
   *
   * @default - `.config/openstack/clouds.yaml` in the directory of `path`
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
  absolutePath('cloudsYamlPath'),
  ({ cloudsYaml, cloudsYamlPath }) =>
    cloudsYaml === false && cloudsYamlPath !== undefined
      ? 'cloudsYamlPath is given, but cloudsYaml is false: leave one of them out.'
      : undefined,
  ({ user, project }) =>
    user && !project && !user.defaultProject
      ? `user is "${user.node.path}", which has no default project: give a project.`
      : undefined,
];

/** What another such file, or somebody by hand, may have set, and what would contradict this one. */
const OTHERS = [
  ...['USER_ID', 'USER_DOMAIN_ID', 'USER_DOMAIN_NAME', 'PROJECT_ID', 'PROJECT_DOMAIN_ID', 'PROJECT_DOMAIN_NAME'],
  ...['DOMAIN_ID', 'DOMAIN_NAME', 'SYSTEM_SCOPE', 'REGION_NAME', 'AUTH_TYPE', 'TOKEN', 'CLOUD'],
].map((name) => `OS_${name}`);

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
    const { host, path = '/root/openrc', owner, cloudsYamlPath } = props;
    // A password that is changed is the cloud's before it is written here.
    const dependsOn = [...props.cloud._needed(this), ...(props.dependsOn ?? [])];
    const { cloudsYaml = props.user === undefined || cloudsYamlPath !== undefined } = props;
    const access = accessOf(props);
    host._claimFile(path, this, 'give this one another path');
    const file = { host, owner, group: owner, mode: '0600', dependsOn };
    this.file = new File(this, 'Variables', { ...file, path, content: variables(access) });
    if (cloudsYaml) {
      const yamlPath = cloudsYamlPath ?? `${parent(path)}/.config/openstack/clouds.yaml`;
      host._claimFile(
        yamlPath,
        this,
        'give this one another cloudsYamlPath, or leave its clouds.yaml out with cloudsYaml: false',
      );
      const directory = new Directory(this, 'Directory', {
        host,
        path: parent(yamlPath),
        owner,
        group: owner,
        mode: '0700',
        createParents: true,
        dependsOn,
      });
      new File(this, 'CloudsYaml', {
        ...file,
        path: yamlPath,
        content: cloudsYamlOf(props.cloud.name, access),
        dependsOn: [directory, ...dependsOn],
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

function accessOf({ cloud, user, project = user?.defaultProject }: OpenRcProps): Access {
  return {
    auth: {
      auth_url: cloud.authUrl,
      ...(user
        ? { username: user.name, user_domain_id: user.domainId }
        : { username: cloud.username, user_domain_name: cloud.userDomain }),
      ...(project
        ? { project_name: project.name, project_domain_id: project.domainId }
        : { project_name: cloud.project, project_domain_name: cloud.projectDomain }),
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
  const lines = Object.entries(values).map(([name, value]) => `export OS_${name.toUpperCase()}=${inShell(value)}`);
  return `${[`unset ${OTHERS.join(' ')}`, ...lines, `export OS_PASSWORD='${password.shellReference}'`].join('\n')}\n`;
}

/** JSON strings are strings in YAML too. */
function cloudsYamlOf(name: string, { auth, password, region }: Access): string {
  const lines = Object.entries(auth).map(([key, value]) => `      ${key}: ${inYaml(value)}\n`);
  return `clouds:
  ${inYaml(name)}:
    identity_api_version: 3
${region === undefined ? '' : `    region_name: ${inYaml(region)}\n`}    auth:
${lines.join('')}      password: "${password.jsonReference}"
`;
}

/** A name may have quotes in it; one that is known only when Terraform runs is quoted then, by Terraform. */
function inShell(text: string): string {
  // In Terraform's own language a backslash is written as two.
  const quoted = Token.isUnresolved(text) ? Fn.replace(text, "'", "'\\\\''") : text.replaceAll("'", "'\\''");
  return `'${quoted}'`;
}

function inYaml(text: string): string {
  return Token.isUnresolved(text) ? Fn.jsonencode(text) : JSON.stringify(text);
}

function parent(path: string): string {
  return path.replace(/\/[^/]*$/, '');
}

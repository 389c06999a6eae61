import { type ITerraformDependable, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import type * as l1 from '../l1';
import { Claims } from './claims';
import { CloudServices } from './cloud-services';
import type { Host } from './host';
import { identityName, regionName } from './identity-names';
import { localPath } from './local-path';
import { StackwrightProvider } from './provider';
import type { Secret } from './secret';
import { matching, type Rule, validate } from './validation';

/** Which of the endpoints in the catalog are used. */
export enum EndpointInterface {
  /** For everybody. */
  PUBLIC = 'public',
  /** For the cloud's own services. */
  INTERNAL = 'internal',
  /** For administrators. */
  ADMIN = 'admin',
}

export interface CloudProps {
  /** Keystone's URL, such as `http://192.0.2.11:5000/v3`; `/v3` may be left out. */
  readonly authUrl: string;

  /** Password of the user. Its value is given by the `secrets` of `StackwrightProvider`, unless it was derived from the same master key. */
  readonly password: Secret;

  /**
   * What the provider, its messages and import IDs call the cloud.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Name of the user as whom all is done.
   *
   * @default 'admin'
   */
  readonly username?: string;

  /**
   * Name of the domain of the user.
   *
   * @default 'Default'
   */
  readonly userDomain?: string;

  /**
   * Name of the project for which it is done.
   *
   * @default 'admin'
   */
  readonly project?: string;

  /**
   * Name of the domain of the project.
   *
   * @default 'Default'
   */
  readonly projectDomain?: string;

  /**
   * Region whose APIs are used.
   *
   * @default - any
   */
  readonly region?: string;

  /**
   * Which of the endpoints in the catalog are used.
   *
   * @default EndpointInterface.INTERNAL
   */
  readonly endpointInterface?: EndpointInterface;

  /**
   * The host from which the APIs can be reached: requests go through its SSH connection.
   *
   * @default - directly, from where Terraform runs
   */
  readonly through?: Host;

  /**
   * File with the certificates of the authorities that are trusted. A relative path starts where the program runs.
   *
   * @default - the system's
   */
  readonly caFile?: string;

  /**
   * The host that Keystone's database is on. With it, a user's password that somebody else has changed shows in a plan.
   *
   * @default - such a change is not looked for
   */
  readonly databaseHost?: Host;

  /**
   * Name of Keystone's database.
   *
   * @default 'keystone'
   */
  readonly databaseName?: string;
}

const RULES: readonly Rule<CloudProps & { readonly name: string }>[] = [
  matching('name', /^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'a letter or digit and then letters, digits, ".", "_" and "-"'),
  matching('authUrl', /^https?:\/\/[^\s/]+(\/\S*)?$/, 'a URL such as "http://192.0.2.11:5000/v3"'),
  ...(['username', 'userDomain', 'project', 'projectDomain'] as const).map(identityName),
  regionName('region'),
  matching('databaseName', /^[A-Za-z0-9_$-]{1,64}$/, 'up to 64 letters, digits, "_", "$" and "-"'),
  ({ databaseName, databaseHost }) =>
    databaseName !== undefined && databaseHost === undefined
      ? 'databaseName is given without databaseHost: give the host that the database is on, too.'
      : undefined,
];

/**
 * A cloud in which things are made: where its Keystone is, and as whom.
 *
 * It stands for a cloud that is there already. One that the stack makes is the `cloud` of its `Keystone`.
 */
export class Cloud extends Construct {
  /** What the provider, its messages and import IDs call the cloud. */
  public readonly name: string;
  /** Keystone's URL. */
  public readonly authUrl: string;
  /** Name of the user as whom all is done. */
  public readonly username: string;
  /** Name of the domain of the user. */
  public readonly userDomain: string;
  /** Name of the project for which it is done. */
  public readonly project: string;
  /** Name of the domain of the project. */
  public readonly projectDomain: string;
  /** Password of the user. */
  public readonly password: Secret;
  /** Region whose APIs are used. */
  public readonly region?: string;

  private readonly props: CloudProps;
  private readonly claims = new Claims();
  /** @internal */
  public readonly _services = new CloudServices();
  private maker?: { readonly resource: ITerraformDependable; readonly name: string };

  public constructor(scope: Construct, id: string, props: CloudProps) {
    super(scope, id);
    this.name = props.name ?? id;
    validate(this, { ...props, name: this.name }, RULES);
    this.props = props;
    this.authUrl = props.authUrl;
    this.username = props.username ?? 'admin';
    this.userDomain = props.userDomain ?? 'Default';
    this.project = props.project ?? 'admin';
    this.projectDomain = props.projectDomain ?? 'Default';
    this.password = props.password;
    this.region = props.region;
    this.nameIn(this);
  }

  /**
   * The cloud's name for the resources of a stack, whose provider learns how to reach it. The constructs of this package call
   * this by themselves.
   *
   * @param scope a construct in the stack
   */
  public nameIn(scope: IConstruct): string {
    StackwrightProvider.of(scope).addCloud(this.name, this.reach(scope));
    if (this.maker === undefined) return this.name;
    const [stack, own] = [TerraformStack.of(scope), TerraformStack.of(this)];
    if (stack === own) return this.maker.name;
    // Another stack is deployed after this one, and need not read its state for what is known here.
    stack.addDependency(own);
    return this.name;
  }

  /**
   * Makes all that is in the cloud come after that which makes the cloud.
   *
   * @param resource makes it
   * @param name the cloud's name, as an attribute of that resource
   * @internal
   */
  public _madeBy(resource: ITerraformDependable, name: string): void {
    this.maker = { resource, name };
  }

  /**
   * For what is not in the cloud and needs it all the same: what has to come before.
   *
   * @param scope a construct in the stack of what needs it
   * @internal
   */
  public _needed(scope: IConstruct): ITerraformDependable[] {
    return this.nameIn(scope) === this.name || !this.maker ? [] : [this.maker.resource];
  }

  /**
   * Refuses a second construct for the same object. While the cloud is not there yet, Terraform could not see that two are the
   * same: one of them would take over what the other one has made.
   *
   * @param noun what it is
   * @param name what no two have in common
   * @param claimant who stands for it
   * @internal
   */
  public _claim(noun: string, name: string, claimant: IConstruct): void {
    const what = `the ${noun} ${name} of the cloud "${this.name}"`;
    this.claims.add(what, claimant, 'use that one, or give this one another name');
  }

  private reach(scope: IConstruct): l1.StackwrightProviderClouds {
    const { through, caFile, databaseHost, databaseName, endpointInterface } = this.props;
    return {
      authUrl: this.authUrl,
      username: this.username,
      userDomain: this.userDomain,
      password: this.password.reference,
      project: this.project,
      domain: this.projectDomain,
      region: this.region,
      interface: endpointInterface,
      host: through?.nameIn(scope),
      caFile: caFile === undefined ? undefined : localPath(caFile),
      database: databaseHost && { host: databaseHost.nameIn(scope), name: databaseName ?? 'keystone' },
    };
  }
}

import { Construct } from 'constructs';
import type { Cloud } from '../core/cloud';
import type { LookUp } from '../core/cloud-services';
import { identityName } from '../core/identity-names';
import { validate } from '../core/validation';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';
import type { INetwork } from './network';
import type { IPort } from './port';
import type { IRouter } from './router';
import type { ISubnet } from './subnet';

/** What a network or router that exists is looked up by. */
export interface NetworkLookup {
  /** The cloud it is in. */
  readonly cloud: Cloud;

  /** Its name. */
  readonly name: string;

  /**
   * Whom it belongs to.
   *
   * @default - any project
   */
  readonly project?: IProject;
}

/** What a subnet or port that exists is looked up by. */
export interface NetworkPartLookup {
  /** The cloud it is in. */
  readonly cloud: Cloud;

  /** Its name. */
  readonly name: string;

  /**
   * The network it is in.
   *
   * @default - any
   */
  readonly network?: INetwork;
}

/** A network that the stack does not make. */
export class ExistingNetwork extends Construct implements INetwork {
  public readonly networkId: string;

  public constructor(scope: Construct, id: string, lookup: NetworkLookup) {
    super(scope, id);
    this.networkId = found(this, lookup, l1.DataStackwrightNetwork, { projectId: lookup.project?.projectId });
  }
}

/** A router that the stack does not make. */
export class ExistingRouter extends Construct implements IRouter {
  public readonly routerId: string;

  public constructor(scope: Construct, id: string, lookup: NetworkLookup) {
    super(scope, id);
    this.routerId = found(this, lookup, l1.DataStackwrightRouter, { projectId: lookup.project?.projectId });
  }
}

/** A subnet that the stack does not make. */
export class ExistingSubnet extends Construct implements ISubnet {
  public readonly subnetId: string;

  public constructor(scope: Construct, id: string, lookup: NetworkPartLookup) {
    super(scope, id);
    this.subnetId = found(this, lookup, l1.DataStackwrightSubnet, { networkId: lookup.network?.networkId });
  }
}

/** A port that the stack does not make. */
export class ExistingPort extends Construct implements IPort {
  public readonly portId: string;

  public constructor(scope: Construct, id: string, lookup: NetworkPartLookup) {
    super(scope, id);
    this.portId = found(this, lookup, l1.DataStackwrightPort, { networkId: lookup.network?.networkId });
  }
}

interface Named {
  readonly cloud: string;
  readonly name: string;
}
type DataSource<C extends Named> = new (scope: Construct, id: string, config: C) => LookUp & { readonly id: string };

/** The id of what a data source finds. It waits for Neutron where the same stack makes that. */
function found<C extends Named>(
  scope: Construct,
  { cloud, name }: { readonly cloud: Cloud; readonly name: string },
  Data: DataSource<C>,
  further: Omit<C, keyof Named>,
): string {
  validate(scope, { name }, [identityName('name')]);
  const data = new Data(scope, 'Resource', { ...further, cloud: cloud.nameIn(scope), name } as C);
  cloud._services.lookUp('network', data);
  return data.id;
}

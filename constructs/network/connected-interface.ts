import type { IRestartTrigger } from '../core/restart-trigger';

/** An interface of a host that guests may be connected with. */
export interface ConnectedInterface {
  /** Its name; whoever uses it comes after it is there. */
  readonly name: string;
  /** What changes when another interface has taken its place, of which whoever has connected the former one knows nothing. */
  readonly trigger?: IRestartTrigger;
}

import { Collection, type Filter } from '../collection';
import { ApiUnavailable, OpenStackError } from '../errors';
import { jsonOf } from '../json';
import type { Session } from '../session';
import type { Server } from './objects';

/** What can be done with a server besides: `os-start`, with null or what it takes. */
export type ServerAction = Readonly<Record<string, object | null>>;

/** One thing that was asked of a server, and how it went. */
export interface ActionOutcome {
  readonly action: string;
  /** Null when all is well. */
  readonly message: string | null;
  /** What its steps said that failed. */
  readonly failures: readonly string[];
}

interface ActionEvent {
  readonly event: string;
  readonly result: string | null;
  readonly details?: string | null;
  readonly traceback?: string | null;
}

/** The servers of a project: instances, in the words of whoever does not speak of the API. */
export class Servers extends Collection<Server> {
  constructor(session: Session, microversion: string) {
    super(session, {
      service: 'compute',
      path: '/servers',
      one: 'server',
      many: 'servers',
      listed: '/detail',
      change: 'PUT',
      microversion,
    });
  }

  public override async get(id: string, signal?: AbortSignal): Promise<Server | undefined> {
    return seen(await super.get(id, signal));
  }

  public override async look(id: string, signal?: AbortSignal): Promise<Server | undefined> {
    return seen(await super.look(id, signal));
  }

  /** Of a server that nothing is told of, it cannot be known either whether it is one of them. */
  public override async where(
    condition: (server: Server) => boolean,
    ...filters: readonly Filter[]
  ): Promise<Server[]> {
    const found = await super.where((server) => !isUnseen(server) && condition(server), ...filters);
    if (found.length === 0) for (const server of (await this.all()).values()) seen(server);
    return found;
  }

  /** Nova answers with little more than an id, and makes the server after that. */
  public override async create(body: object, signal?: AbortSignal): Promise<Server> {
    const answer = await this.session.ask(this.request('POST', '', body, signal));
    const { id } = jsonOf<{ server: { id: string } }>(answer).server;
    return this.lookAt(id, signal);
  }

  /** Its name and description. */
  public override async update(id: string, body: object, signal?: AbortSignal): Promise<Server> {
    await this.session.ask(this.request('PUT', pathOf(id), body, signal));
    return this.lookAt(id, signal);
  }

  /** In place of all that there were. */
  public async setMetadata(id: string, metadata: Server['metadata'], signal?: AbortSignal): Promise<void> {
    await this.askOf(id, 'PUT', '/metadata', { metadata }, signal);
  }

  /** In place of all that there were. */
  public async setTags(id: string, tags: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.askOf(id, 'PUT', '/tags', { tags }, signal);
  }

  /** Most of them only begin with this. */
  public async act(id: string, action: ServerAction, signal?: AbortSignal): Promise<void> {
    await this.askOf(id, 'POST', '/action', action, signal);
  }

  /** The last lines of what a server has written to its serial console; undefined when there is no such server. */
  public async consoleLog(id: string, lines: number, signal?: AbortSignal): Promise<string | undefined> {
    const body = { 'os-getConsoleOutput': { length: lines } };
    const request = { ...this.request('POST', `${pathOf(id)}/action`, undefined, signal), body };
    const answer = await this.session.find(request);
    return answer && jsonOf<{ output: string }>(answer).output;
  }

  /** The last thing that was asked of a server. */
  public async lastAction(id: string, signal?: AbortSignal): Promise<ActionOutcome | undefined> {
    const list = this.request('GET', `${pathOf(id)}/os-instance-actions?limit=1`, undefined, signal);
    type Told = { readonly request_id: string };
    const [last] = jsonOf<{ instanceActions: Told[] }>(await this.session.ask(list)).instanceActions;
    return last && this.action(id, last.request_id, signal);
  }

  /** What has become of a request to do something with a server; undefined when Nova has not noted it yet. */
  public async action(id: string, requestId: string, signal?: AbortSignal): Promise<ActionOutcome | undefined> {
    const path = `${pathOf(id)}/os-instance-actions/${encodeURIComponent(requestId)}`;
    const answer = await this.session.find(this.request('GET', path, undefined, signal));
    if (!answer) return undefined;
    type Told = { readonly action: string; readonly message: string | null; readonly events?: ActionEvent[] };
    const { action, message, events = [] } = jsonOf<{ instanceAction: Told }>(answer).instanceAction;
    const failures = events.filter(({ result }) => result === 'Error').map(saidOf);
    return { action, message, failures: [...new Set(failures)] };
  }

  private async lookAt(id: string, signal?: AbortSignal): Promise<Server> {
    const server = await this.look(id, signal);
    if (!server) throw new OpenStackError(`The server ${id} is there no longer: somebody else has removed it.`);
    return server;
  }

  private async askOf(id: string, method: 'POST' | 'PUT', path: string, body: object, signal?: AbortSignal) {
    await this.session.ask({ ...this.request(method, pathOf(id) + path, undefined, signal), body });
  }
}

/** What Nova notes of an error from another service is only its kind, and what that said ends the traceback. */
function saidOf({ event, details, traceback }: ActionEvent): string {
  const isKind = /^\w+$/.test(details ?? '');
  return (isKind ? undefined : details) ?? traceback?.trim().split('\n').at(-1) ?? details ?? event;
}

/**
 * Whether Nova tells hardly more of a server than its id, since its cell does not answer
 * (docs.openstack.org/api-guide/compute/down_cells.html).
 */
function isUnseen(server: Server): boolean {
  return (server as Partial<Server>).name === undefined;
}

/** @throws {ApiUnavailable} for a server in a cell that does not answer */
function seen(server: Server | undefined): Server | undefined {
  if (!server || !isUnseen(server)) return server;
  throw new ApiUnavailable(
    'a cell of Nova that does not answer',
    `Nova tells nothing of the server ${server.id}, since its cell does not answer. "nova-manage cell_v2 list_cells" on a controller tells of the ` +
      "cell's database and message queue, and nova-api.log there which of them is away.",
  );
}

function pathOf(id: string): string {
  return `/${encodeURIComponent(id)}`;
}

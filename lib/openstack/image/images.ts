import { Collection, type Filter, type Listed } from '../collection';
import type { Session } from '../session';
import type { StreamedContent } from '../streamed-content';
import { type Image, INCOMPLETE, imageFrom, NOTES, type TellsOfImage } from './objects';

/** What is said of an image when it is made or changed: Glance's names, with what it keeps flat in `properties` and `notes`. */
type Said = Readonly<Record<string, unknown>> & {
  readonly properties?: Readonly<Record<string, string>>;
  readonly notes?: Readonly<Record<string, string>>;
};

const PATCH = 'application/openstack-images-v2.1-json-patch';

/** Glance. */
export class Images extends Collection<Image> {
  private project: string | null = null;

  constructor(session: Session) {
    // Without a limit Glance tells of 25 at a time, and without `all` not of the community's.
    const query = { limit: '1000', visibility: 'all' };
    super(session, { service: 'image', path: '/images', one: null, many: 'images', query });
  }

  /** An image without content, noted as one whose content is not complete. */
  public override create(said: Said, signal?: AbortSignal): Promise<Image> {
    return super.create(flat({ ...said, notes: { ...said.notes, [INCOMPLETE]: 'true' } }), signal);
  }

  /** A change is told as a JSON patch (RFC 6902), in which `add` also replaces. */
  public override async update(id: string, said: Said, signal?: AbortSignal): Promise<Image> {
    const before = await this.look(id, signal);
    const removed = [
      ...(said.properties ? missing(before?.properties, said.properties) : []),
      ...(said.notes ? missing(before?.notes, said.notes).map((name) => NOTES + name) : []),
    ];
    const patch = [
      ...removed.map((name) => ({ op: 'remove', path: pointer(name) })),
      ...Object.entries(flat(said)).map(([name, value]) => ({ op: 'add', path: pointer(name), value })),
    ];
    const request = this.request('PATCH', `/${encodeURIComponent(id)}`, patch, signal);
    const answer = await this.session.ask({ ...request, headers: { 'content-type': PATCH } });
    return this.enter(this.parse(answer));
  }

  /** Gives an image its content, once and for all. */
  public async upload(id: string, stream: StreamedContent, length?: number, signal?: AbortSignal): Promise<void> {
    await this.session.ask({
      ...this.request('PUT', `/${encodeURIComponent(id)}/file`, undefined, signal),
      headers: {
        'content-type': 'application/octet-stream',
        ...(length !== undefined && { 'content-length': `${length}` }),
      },
      stream,
    });
  }

  /** Lets a deactivated image be used again. */
  public async reactivate(id: string, signal?: AbortSignal): Promise<void> {
    await this.session.ask(this.request('POST', `/${encodeURIComponent(id)}/actions/reactivate`, undefined, signal));
  }

  protected override read(told: unknown): Image {
    return imageFrom(told as TellsOfImage, this.project);
  }

  /** Hidden ones are told of only when they are asked for. */
  protected override async pages(filter: Filter & Readonly<Record<string, string>>): Promise<Listed<Image>> {
    this.project = await this.session.projectId();
    const [shown, hidden] = await Promise.all([super.pages(filter), super.pages({ ...filter, os_hidden: 'true' })]);
    return { objects: new Map([...shown.objects, ...hidden.objects]), isCut: shown.isCut || hidden.isCut };
  }
}

function flat({ properties = {}, notes = {}, ...own }: Said): Record<string, unknown> {
  const noted = Object.entries(notes).map(([name, value]) => [NOTES + name, value]);
  return { ...own, ...properties, ...Object.fromEntries(noted) };
}

function missing(before: object = {}, after: object): string[] {
  return Object.keys(before).filter((name) => !(name in after));
}

/** RFC 6901. */
function pointer(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

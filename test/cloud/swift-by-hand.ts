import { createHash } from 'node:crypto';
import type { ObjectStorageCloud } from './object-storage-cloud';

type Headers = Readonly<Record<string, string>>;

/** Swift by plain HTTP, with the administrator's token and in the account of the administrator's project. */
export class Swift {
  public static async open(cloud: ObjectStorageCloud): Promise<Swift> {
    const { id, project_id } = await cloud.admin.json<{ id: string; project_id: string }>('token', 'issue');
    return new Swift(accountUrl(cloud, project_id), { 'x-auth-token': id });
  }

  private constructor(
    private readonly url: string,
    private readonly token: Headers,
  ) {}

  /** What an answer holds. Throws when it refuses. */
  public async ask(method: string, path: string, headers: Headers = {}, body?: string): Promise<string> {
    const answer = await this.send(method, path, { ...this.token, ...headers }, body);
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
    return answer.text();
  }

  public get(path: string): Promise<string> {
    return this.ask('GET', path);
  }

  /** Of what is stored, in hexadecimal. */
  public async md5(path: string, who: Headers = this.token): Promise<string> {
    const answer = await this.send('GET', path, who);
    return createHash('md5')
      .update(Buffer.from(await answer.arrayBuffer()))
      .digest('hex');
  }

  public async status(method: string, path: string, who: Headers = this.token): Promise<number> {
    const answer = await this.send(method, path, who);
    await answer.arrayBuffer();
    return answer.status;
  }

  /** By name in lower case. */
  public async headers(path: string): Promise<Record<string, string>> {
    const answer = await this.send('HEAD', path, this.token);
    return Object.fromEntries([...answer.headers].map(([name, value]) => [name, recoded(value, 'latin1', 'utf8')]));
  }

  /** Names of all in a container, or of all containers; of none when there is no such container. */
  public async names(container: string): Promise<string[]> {
    const path = container === '' ? '' : `/${container}`;
    if ((await this.status('HEAD', path)) === 404) return [];
    return (await this.get(path)).split('\n').filter((name) => name !== '');
  }

  /** When each object of a container was stored, by name. */
  public async times(container: string): Promise<ReadonlyMap<string, string>> {
    const listed = JSON.parse(await this.get(`/${container}?format=json`)) as { name: string; last_modified: string }[];
    return new Map(listed.map(({ name, last_modified }) => [name, last_modified]));
  }

  private send(method: string, path: string, headers: Headers, body?: string): Promise<Response> {
    const bytes = Object.entries(headers).map(([name, value]) => [name, recoded(value, 'utf8', 'latin1')]);
    return fetch(this.url + path, { method, headers: Object.fromEntries(bytes), body });
  }
}

/** Where the containers of a project are. */
export function accountUrl({ node3 }: Pick<ObjectStorageCloud, 'node3'>, project: string): string {
  return `http://${node3.details.address}:8080/v1/AUTH_${project}`;
}

/** Swift's headers are UTF-8, of which HTTP in JavaScript makes a character of each byte. */
function recoded(text: string, from: BufferEncoding, to: BufferEncoding): string {
  return Buffer.from(text, from).toString(to);
}

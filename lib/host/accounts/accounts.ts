import type { SshConnection } from '../../ssh/connection';
import { type ShellCommand, sh } from '../../ssh/quote';
import { Batch } from '../batch';

/** A user as the host knows it. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  /** Users that have it as a supplementary group. */
  readonly members: readonly string[];
}

/** All users and groups at one moment. */
export class AccountTables {
  constructor(
    public readonly users: readonly User[],
    public readonly groups: readonly Group[],
  ) {}

  public user(name: string): User | undefined {
    return this.users.find((user) => user.name === name);
  }

  public group(name: string): Group | undefined {
    return this.groups.find((group) => group.name === name);
  }

  /** Name of the user's primary group; its number when no group has it. */
  public primaryGroup({ gid }: User): string {
    return this.groups.find((group) => group.gid === gid)?.name ?? String(gid);
  }

  /** Names of the user's supplementary groups, sorted. */
  public supplementaryGroups({ name, gid }: User): string[] {
    const groups = this.groups.filter((group) => group.gid !== gid && group.members.includes(name));
    return groups.map((group) => group.name).sort();
  }
}

/** Attributes of a user that can be given; those left out are the host's choice, or stay. */
export interface UserAttributes {
  readonly uid?: number;
  /** Name of the primary group. */
  readonly group?: string;
  readonly groups?: readonly string[];
  readonly home?: string;
  readonly shell?: string;
  readonly comment?: string;
}

/** `useradd` and its like did not do what they were asked; the message is what they said. */
export class AccountError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AccountError';
  }
}

/** Users and groups of a host. */
export class Accounts {
  private readonly snapshots: Batch<null, AccountTables>;

  constructor(private readonly connection: SshConnection) {
    this.snapshots = new Batch(async (questions) => {
      const { stdout } = await connection.read(sh`getent passwd && printf '\0' && getent group`);
      const tables = parseTables(stdout.toString('utf8'));
      return questions.map(() => tables);
    });
  }

  /** All users and groups as they are now; questions asked at the same time share an answer. */
  public tables(): Promise<AccountTables> {
    return this.snapshots.ask(null);
  }

  /** Makes a user in a group that is there. */
  public async addUser(
    name: string,
    attributes: UserAttributes & { readonly group: string },
    how: { readonly system: boolean; readonly home: boolean },
    signal?: AbortSignal,
  ): Promise<void> {
    const kind = how.system ? ['--system'] : [];
    const words = [...kind, how.home ? '--create-home' : '--no-create-home', ...options(attributes)];
    await this.alone(sh`useradd ${words} -- ${name}`, signal);
  }

  /** Changes what is given. A new home takes the content of the old one with it when `moveHome`. */
  public async changeUser(
    name: string,
    attributes: UserAttributes,
    moveHome: boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    const words = [...options(attributes), ...(moveHome && attributes.home !== undefined ? ['--move-home'] : [])];
    if (words.length > 0) await this.alone(sh`usermod ${words} -- ${name}`, signal);
  }

  public async removeUser(name: string, removeHome: boolean, signal?: AbortSignal): Promise<void> {
    const words = removeHome ? ['--remove'] : [];
    await this.alone(sh`userdel ${words} -- ${name}`, signal);
  }

  public async addGroup(
    name: string,
    how: { readonly system?: boolean; readonly gid?: number },
    signal?: AbortSignal,
  ): Promise<void> {
    const words = [...(how.system ? ['--system'] : []), ...(how.gid === undefined ? [] : ['--gid', String(how.gid)])];
    await this.alone(sh`groupadd ${words} -- ${name}`, signal);
  }

  public async removeGroup(name: string, signal?: AbortSignal): Promise<void> {
    await this.alone(sh`groupdel -- ${name}`, signal);
  }

  /** Makes the missing home of a user, with what new homes have in them. */
  public async makeHome(name: string, signal?: AbortSignal): Promise<void> {
    await this.alone(sh`mkhomedir_helper ${name} 0022`, signal);
  }

  /** Whether there is a program at the path. */
  public async canRun(path: string, signal?: AbortSignal): Promise<boolean> {
    return (
      (await this.connection.run(sh`[ -f ${path} ] && [ -x ${path} ]`, { signal, repeatable: true })).exitCode === 0
    );
  }

  /** The files of accounts are locked while a tool changes them, and the next one does not always wait. */
  private async alone(command: ShellCommand, signal?: AbortSignal): Promise<void> {
    const { exitCode, stderr } = await this.connection.withLock(
      'accounts',
      () => this.connection.run(command, { signal }),
      signal,
    );
    if (exitCode !== 0) throw new AccountError(stderr.trim() || `${command.summary} ended with exit code ${exitCode}`);
  }
}

/** Reads passwd and group, with a NUL character between them. */
export function parseTables(text: string): AccountTables {
  const [passwd = '', group = ''] = text.split('\0');
  const rows = (table: string) => table.split('\n').flatMap((line) => (line === '' ? [] : [line.split(':')]));
  return new AccountTables(
    rows(passwd).map(([name = '', , uid, gid, comment = '', home = '', shell = '']) => ({
      name,
      uid: Number(uid),
      gid: Number(gid),
      comment,
      home,
      shell,
    })),
    rows(group).map(([name = '', , gid, members = '']) => ({
      name,
      gid: Number(gid),
      members: members.split(',').filter((member) => member !== ''),
    })),
  );
}

function options({ uid, group, groups, home, shell, comment }: UserAttributes): string[] {
  return [
    ...(uid === undefined ? [] : ['--uid', String(uid)]),
    ...(group === undefined ? [] : ['--gid', group]),
    ...(groups === undefined ? [] : ['--groups', groups.join(',')]),
    ...(home === undefined ? [] : ['--home', home]),
    ...(shell === undefined ? [] : ['--shell', shell]),
    ...(comment === undefined ? [] : ['--comment', comment]),
  ];
}

import { sh } from '../ssh/quote';
import type { Examined } from './examination';

/** How a service logs in to a server. */
export interface Login {
  readonly kind: 'database' | 'queue';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Name of the database, or of the virtual host. */
  readonly name: string;
}

/** What came of it. */
export type LoginAnswer =
  | { readonly outcome: 'let in' | 'no library' }
  | { readonly outcome: 'refused' | 'no such name' | 'unreachable'; readonly said: string };

/**
 * With the libraries of the services themselves, from where they are: whatever stands between a service and its server stands between this
 * and the server, too. Messages of the servers hold no password.
 */
const PROGRAM = `
import json, sys
from concurrent.futures import ThreadPoolExecutor

def database(login):
    try:
        import pymysql
    except ImportError:
        return {'outcome': 'no library'}
    try:
        pymysql.connect(host=login['host'], port=login['port'], user=login['user'], password=login['password'],
                        database=login['name'], connect_timeout=8).close()
    except pymysql.MySQLError as error:
        code = error.args[0] if error.args else 0
        outcome = {1045: 'refused', 1698: 'refused', 1130: 'refused', 1044: 'no such name', 1049: 'no such name'}.get(code, 'unreachable')
        return {'outcome': outcome, 'said': str(error.args[1] if len(error.args) > 1 else error)}
    return {'outcome': 'let in'}

def queue(login):
    try:
        import amqp
    except ImportError:
        return {'outcome': 'no library'}
    try:
        connection = amqp.Connection(host='%s:%d' % (login['host'], login['port']), userid=login['user'], password=login['password'],
                                     virtual_host=login['name'], connect_timeout=8, login_method='PLAIN')
        connection.connect()
        connection.close()
    except amqp.exceptions.AccessRefused as error:
        return {'outcome': 'refused', 'said': str(error)}
    except amqp.exceptions.NotAllowed as error:
        return {'outcome': 'no such name', 'said': str(error)}
    except (OSError, amqp.exceptions.AMQPError) as error:
        return {'outcome': 'unreachable', 'said': str(error) or type(error).__name__}
    return {'outcome': 'let in'}

with ThreadPoolExecutor(8) as pool:
    tries = pool.map(lambda login: globals()[login['kind']](login), json.load(sys.stdin))
    json.dump(list(tries), sys.stdout)
`;

/** Logs in from a host, as often as it takes, and goes at once. */
export async function tryLogins({ host }: Examined, logins: readonly Login[]): Promise<readonly LoginAnswer[]> {
  if (logins.length === 0) return [];
  const stdin = JSON.stringify(logins);
  const { stdout } = await host.connection.read(sh`python3 -c ${PROGRAM}`, { stdin, timeoutSeconds: 60 });
  return JSON.parse(stdout.toString('utf8'));
}

/**
 * The first login that is in a URL such as `mysql+pymysql://user:password@host:port/name?option` or `rabbit://user:password@host:port/vhost`;
 * undefined for anything else.
 */
export function loginIn(url: string): Login | undefined {
  const [, scheme = '', user, password, address = '', name = ''] =
    /^([\w+]+):\/\/([^:@/]*):([^@/]*)@([^/?]*)\/?([^?]*)/.exec(url) ?? [];
  const kind = /^(mysql|mariadb)\b/.test(scheme) ? 'database' : /^(rabbit|amqp)$/.test(scheme) ? 'queue' : undefined;
  if (kind === undefined || user === undefined || password === undefined) return undefined;
  const [, host = '', port] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(address.split(',')[0] ?? '') ?? [];
  return {
    kind,
    host,
    port: Number(port ?? (kind === 'database' ? 3306 : 5672)),
    user: decodeURIComponent(user),
    password: decodeURIComponent(password),
    name: decodeURIComponent(name) || (kind === 'queue' ? '/' : ''),
  };
}

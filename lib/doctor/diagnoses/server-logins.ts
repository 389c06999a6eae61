import { IniDocument } from '../../ini';
import { mendKey } from '../as-kept';
import type { Diagnosis } from '../diagnosis';
import type { Examination, Examined } from '../examination';
import { type Finding, keyIn, type Place, problem } from '../finding';
import { type Login, type LoginAnswer, loginIn, tryLogins } from '../server-logins';

/** A key by which a service logs in to a database or a queue. */
interface Key {
  readonly path: string;
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly login: Login;
}

/** Keys that hold such URLs, by which they end. */
const URLS = /^(connection|transport_url|sql_connection)$/;

/** Whether services are let in by their databases and by the queue, from where they are. */
export const serverLogins: Diagnosis = {
  subject: 'databases and queue',
  async look(examination) {
    const found = await Promise.all(examination.hosts.map((examined) => tryHost(examination, examined)));
    return found.flat();
  },
};

async function tryHost(examination: Examination, examined: Examined): Promise<Finding[]> {
  const alike = new Map<string, Key[]>();
  for (const key of keysOf(examined)) {
    const login = JSON.stringify(key.login);
    alike.set(login, [...(alike.get(login) ?? []), key]);
  }
  const groups = [...alike.values()];
  const answers = await tryLogins(
    examined,
    groups.map(([first]) => (first as Key).login),
  );
  return groups.flatMap((keys, index) => finding(examination, examined, keys, answers[index] as LoginAnswer));
}

function keysOf({ facts }: Examined): Key[] {
  return [...facts.configs].flatMap(([path, config]) => {
    if (!(config instanceof IniDocument)) return [];
    return config
      .keys()
      .filter(({ key }) => URLS.test(key))
      .flatMap(({ section, key }) => {
        const value = config.values({ section, key }).at(-1);
        const login = value && loginIn(value);
        return login ? [{ path, section, key, value, login }] : [];
      });
  });
}

function finding(examination: Examination, examined: Examined, keys: readonly Key[], answer: LoginAnswer): Finding[] {
  const [first] = keys as [Key];
  const { login, path } = first;
  const places: Place[] = keys.map(({ path: file, section, key }) => ({
    host: examined.name,
    file,
    key: keyIn(section, key),
  }));
  const isQueue = login.kind === 'queue';
  const server = `${isQueue ? 'RabbitMQ' : 'MariaDB'} at ${login.host}:${login.port}`;
  const mend = (otherwise: string) => mendKey(examination, examined, first, otherwise);
  switch (answer.outcome) {
    case 'let in':
    case 'no library':
      return [];
    case 'refused': {
      const cause = `${server} does not let "${login.user}" in from ${examined.name}, with the password in ${path}: ${answer.said}`;
      const otherwise =
        'The file is as the stack has it, so the password was changed in the server, or the user is gone: deploy the stack, which sets it again.';
      return [problem(cause, places, mend(otherwise))];
    }
    case 'no such name': {
      const what = isQueue ? 'virtual host' : 'database';
      const cause = `${server} has no ${what} "${login.name}" for "${login.user}", or does not let it in there, as ${path} on ${examined.name} has it: ${answer.said}`;
      return [problem(cause, places, mend(`Deploy the stack, which makes the ${what} and gives the rights again.`))];
    }
    case 'unreachable': {
      const cause = `${server} does not answer: ${answer.said}`;
      const fix = `See that it runs on the host with that address, listens there ("ss -ltn"), and that no firewall is in between.`;
      return [problem(cause, places, mend(fix))];
    }
  }
}

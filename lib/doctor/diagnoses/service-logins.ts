import { IniDocument } from '../../ini';
import { mendKey } from '../as-kept';
import type { Diagnosis } from '../diagnosis';
import type { Examination, Examined } from '../examination';
import { type Finding, keyIn, type Place, problem } from '../finding';
import {
  credentialsOf,
  isHttpUrl,
  type KeystoneAnswer,
  type LoginKeys,
  logIn,
  unreachedCause,
} from '../keystone-login';
import { swiftStoreKey, swiftStoreKeys } from '../swift-store-keys';

/** A section of a file by which a service logs in to Keystone. */
interface Section {
  readonly examined: Examined;
  readonly path: string;
  readonly name: string;
  /** What stands in it. */
  readonly stored: LoginKeys;
  /** The same by the names that keystoneauth has. */
  readonly value: LoginKeys;
  /** What one of these names is called in it. */
  readonly keyOf: (name: string) => string;
}

/** Whether services are let in by Keystone with what stands in their configuration, from where they are. */
export const serviceLogins: Diagnosis = {
  subject: 'logins of services',
  async look(examination) {
    const alike = new Map<string, Section[]>();
    for (const section of examination.hosts.flatMap(sectionsOf)) {
      const key = JSON.stringify([section.examined.name, section.path, credentialsOf(section.value)]);
      alike.set(key, [...(alike.get(key) ?? []), section]);
    }
    const found = await Promise.all(
      [...alike.values()].map(async (sections) => {
        const [{ examined, value }] = sections as [Section];
        const credentials = credentialsOf(value);
        if (!isHttpUrl(value('auth_url') ?? '')) return noUrl(examination, sections);
        return credentials ? finding(examination, sections, await logIn(examined, credentials)) : [];
      }),
    );
    return found.flat();
  },
};

function sectionsOf(examined: Examined): Section[] {
  return [...examined.facts.configs].flatMap(([path, config]) => {
    if (!(config instanceof IniDocument)) return [];
    return config.keys().flatMap(({ section: name, key: first }) => {
      const stored: LoginKeys = (key) => config.values({ section: name, key }).at(-1) ?? undefined;
      const place = { examined, path, name, stored };
      if (first === 'auth_url') return { ...place, value: stored, keyOf: (key: string) => key };
      if (first !== swiftStoreKey('auth_url')) return [];
      return { ...place, value: swiftStoreKeys(stored), keyOf: swiftStoreKey };
    });
  });
}

function noUrl(examination: Examination, [section]: readonly Section[]): Finding[] {
  if (!section) return [];
  const { examined, path, name, value, keyOf } = section;
  const url = value('auth_url') ?? '';
  const key = keyOf('auth_url');
  const cause = `${key} in ${path} on ${examined.name} is "${url}", which is no URL of http or https.`;
  const place = { host: examined.name, file: path, key: keyIn(name, key) };
  const at = { path, section: name, key, value: url };
  return [problem(cause, place, mendKey(examination, examined, at, 'Begin it with http:// or https://.'))];
}

function finding(examination: Examination, sections: readonly Section[], answer: KeystoneAnswer): Finding[] {
  const [{ examined, path, name, stored, value, keyOf }] = sections as [Section];
  const places = (called: string): Place[] =>
    sections.map((section) => ({ host: examined.name, file: path, key: keyIn(section.name, keyOf(called)) }));
  const mend = (called: string, otherwise: string) => {
    const key = keyOf(called);
    return mendKey(examination, examined, { path, section: name, key, value: stored(key) ?? '' }, otherwise);
  };
  const url = value('auth_url') ?? '';
  switch (answer.outcome) {
    case 'let in':
      return [];
    case 'refused': {
      const otherwise =
        "The file is as the stack has it, so the user's password, or the user, was changed in Keystone: deploy the stack, which sets it again.";
      const cause = `Keystone does not let ${answer.who} in (401): its password in ${path} on ${examined.name} is wrong. The service answers 401 to everybody, or cannot reach the others.`;
      return [problem(cause, places('password'), mend('password', otherwise))];
    }
    case 'no role': {
      const cause = `The password of ${answer.who} is right, but Keystone gives it no token (401): the user has no role in that project.`;
      return [
        problem(cause, places('project_id'), mend('project_id', 'Deploy the stack, which gives the role again.')),
      ];
    }
    case 'other scheme': {
      const [is, should] = url.startsWith('https:') ? ['https', 'http'] : ['http', 'https'];
      const cause = `${keyOf('auth_url')} in ${path} on ${examined.name} is ${is}, but what listens at ${url} speaks ${should}.`;
      const otherwise = `Begin it with ${should}://.`;
      return [problem(cause, places('auth_url'), mend('auth_url', otherwise))];
    }
    default: {
      const otherwise = 'See that Keystone runs and has its database, and that no firewall is in between.';
      const fix = mend('auth_url', otherwise);
      const seen = places('auth_url').map((place) => ({ ...place, log: answer.said }));
      return [problem(unreachedCause(url, answer), seen, fix)];
    }
  }
}

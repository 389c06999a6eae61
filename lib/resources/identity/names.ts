import { matches, type Validator } from '../../schema/validator';

/** What Keystone takes for the name of most of its objects. */
export const identityName: Validator<string> = matches(
  /^(?=.*\S)[^\r\n]{1,255}$/,
  'a name of 1 to 255 characters on one line',
);

interface InDomain {
  readonly name: string;
  readonly domain_id: string;
}

/** Names are unique in a domain. */
export function sameInDomain(object: InDomain, wanted: InDomain): boolean {
  return object.name === wanted.name && object.domain_id === wanted.domain_id;
}

/** A name alone, or with the id of its domain before it. */
export function namedInDomain({ name, domain_id }: InDomain, text: string): boolean {
  return text === name || text === `${domain_id}/${name}`;
}

/** What Keystone finds such an object by: a name may have a slash, too. */
export function filtersInDomain(text: string): Record<string, string>[] {
  const [, domain_id, name] = /^([^/]+)\/(.+)$/s.exec(text) ?? [];
  return [{ name: text }, ...(domain_id !== undefined && name !== undefined ? [{ name, domain_id }] : [])];
}

/** For messages. */
export function titleInDomain({ name, domain_id }: InDomain): string {
  return `"${name}" of the domain with the id ${domain_id}`;
}

/** The form of an import id for what is in a domain. */
export const DOMAIN_AND_NAME = 'DOMAIN_ID/NAME';

import { matching, type Rule } from './validation';

/** What Keystone takes for the name of most of its objects. */
export function identityName<K extends string>(key: K): Rule<{ readonly [P in K]?: string }> {
  return matching(key, /^(?=.*\S)[^\r\n]{1,255}$/, 'a name of 1 to 255 characters on one line');
}

/** What Keystone takes for the name of a region, which stands in URLs. */
export function regionName<K extends string>(key: K): Rule<{ readonly [P in K]?: string }> {
  return matching(key, /^[^/\s][^/\r\n]{0,254}$/, 'a name of 1 to 255 characters without "/"');
}

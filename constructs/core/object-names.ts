import { matching, type Rule } from './validation';

/** What Nova and Cinder take for the name of most of their objects. */
export function objectName<K extends string>(key: K): Rule<{ readonly [P in K]?: string }> {
  return matching(
    key,
    /^(?=\S)[^\p{Cc}]{0,254}\S$/u,
    'a name of 1 to 255 characters on one line that neither begins nor ends with a space',
  );
}

/** What Nova takes for the name of a zone or an aggregate. */
export function zoneName<K extends string>(key: K): Rule<{ readonly [P in K]?: string }> {
  return matching(
    key,
    /^(?=\S)[^\p{Cc}:]{0,254}[^\s:]$/u,
    'a name of 1 to 255 characters without ":" that neither begins nor ends with a space',
  );
}

import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { isAddress } from './addresses';

/** Tells what is wrong with the props of a construct; undefined when nothing is. */
export type Rule<P> = (props: P) => string | undefined;

/** Throws one error with all that is wrong with the props of a construct. Call it before anything is made of them. */
export function validate<P>(construct: IConstruct, props: P, rules: readonly Rule<P>[]): void {
  const problems = rules.map((rule) => rule(props)).filter((problem) => problem !== undefined);
  if (problems.length === 0) return;
  throw new Error(
    `${construct.constructor.name} "${construct.node.path}" cannot be defined:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
}

/** A whole number from `least` to `most`. */
export function integer<K extends string>(key: K, least: number, most: number): Rule<{ readonly [P in K]?: number }> {
  return check(key, (value: number) =>
    Number.isInteger(value) && value >= least && value <= most
      ? undefined
      : `give a whole number from ${least} to ${most}`,
  );
}

/** A text of a certain form; `form` completes "give ...". */
export function matching<K extends string>(
  key: K,
  pattern: RegExp,
  form: string,
): Rule<{ readonly [P in K]?: string }> {
  return check(key, (value: string) => (pattern.test(value) ? undefined : `give ${form}`));
}

/** Texts of a certain form. */
export function eachMatching<K extends string>(
  key: K,
  pattern: RegExp,
  form: string,
): Rule<{ readonly [P in K]?: readonly string[] }> {
  return (props) =>
    props[key]
      ?.filter((value) => !Token.isUnresolved(value) && !pattern.test(value))
      .map((value) => `${key} has ${JSON.stringify(value)}: give ${form}.`)[0];
}

/**
 * Where a server listens: one or more IP addresses of the host. Without them it is the host's own, which may be a DNS name that SSH
 * can use and no server.
 */
export function listensOn<K extends string>(
  key: K,
): Rule<{ readonly host: { readonly address: string } } & { readonly [P in K]?: string | readonly string[] }> {
  return (props) => {
    const { host } = props;
    const given: string | readonly string[] | undefined = props[key];
    if (given === undefined) {
      return isAddress(host.address)
        ? undefined
        : `the host's address is ${JSON.stringify(host.address)}, on which no server can listen: give ${key}, an IP address of the host.`;
    }
    if (Token.isUnresolved(given)) return undefined;
    const wrong = [given].flat().find((address) => !isAddress(address));
    return wrong === undefined
      ? undefined
      : `${key} has ${JSON.stringify(wrong)}: give an IP address of the host, such as "192.0.2.11".`;
  };
}

/** An IP address. */
export function ipAddress<K extends string>(key: K): Rule<{ readonly [P in K]?: string }> {
  return check(key, (value: string) => (isAddress(value) ? undefined : 'give an IP address such as "192.0.2.11"'));
}

/** A path on a host. */
export function absolutePath<K extends string>(key: K): Rule<{ readonly [P in K]?: string }> {
  return matching(
    key,
    /^\/(?!.*\/\.{0,2}(\/|$))[^\0]*$|^\/$/,
    'an absolute path without "." or ".." or a slash at the end',
  );
}

/** Permissions of a file. */
export function fileMode<K extends string>(key: K): Rule<{ readonly [P in K]?: string }> {
  return matching(key, /^[0-7]{3,4}$/, 'an octal mode such as "0644"');
}

/** Exactly one of several. */
export function exactlyOne<K extends string>(...keys: K[]): Rule<{ readonly [P in K]?: unknown }> {
  return (props) => {
    const given = keys.filter((key) => props[key] !== undefined);
    return given.length === 1
      ? undefined
      : `${given.length === 0 ? 'none' : given.join(' and ')} given: give exactly one of ${keys.join(', ')}.`;
  };
}

/** A password or the like, which must not stand in the program and so in what is synthesized. */
export function notInTheOpen<K extends string>(key: K): Rule<{ readonly [P in K]?: string }> {
  return (props) => {
    const value = props[key];
    if (value === undefined || Token.isUnresolved(value) || isReference(value)) return undefined;
    return `${key} stands in the program: give a Secret or a sensitive TerraformVariable.`;
  };
}

/** Whether a text is a reference to a secret, which the provider resolves. */
export function isReference(text: string): boolean {
  return /^\{\{secret:[^{}]*\}\}$/.test(text);
}

function check<K extends string, T>(
  key: K,
  problem: (value: T) => string | undefined,
): Rule<{ readonly [P in K]?: T }> {
  return (props) => {
    const value = props[key];
    if (value === undefined || Token.isUnresolved(value)) return undefined;
    const found = problem(value);
    return found && `${key} is ${JSON.stringify(value)}: ${found}.`;
  };
}

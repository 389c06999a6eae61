import type { Diagnostic } from '../../plugin/diagnostic';
import { isUnknown } from '../../plugin/value/unknown';
import { at } from '../../schema/diagnostics';
import type { MaybeUnknown } from '../../schema/model';
import { CONFIG_KINDS, type ConfigKind, type ConfigValues } from './config-keys';

type Given = { readonly [K in ConfigKind]: MaybeUnknown<ConfigValues[K]> };

const MOST_SHOWN = 120;

/** What is wrong with the keys and values that a configuration file is to hold. What is unknown is not looked at. */
export function configProblems(given: Given): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const seen = new Map<string, ConfigKind>();
  const report = (kind: ConfigKind, steps: readonly string[], detail: string) => {
    const path = at(kind, ...steps.map((key) => ({ key })));
    const where = [kind, ...steps.map((step) => `[${JSON.stringify(step)}]`)].join('');
    problems.push({ severity: 'error', summary: `Invalid value in ${kind}`, detail: `${where}${detail}`, path });
  };

  for (const kind of CONFIG_KINDS) {
    for (const [section, keys] of known(given[kind])) {
      const wrong = sectionProblem(section);
      if (wrong) report(kind, [section], ` ${wrong}`);
      if (keys === null) report(kind, [section], ' is null. Give its keys, or leave the section out.');
      for (const [key, value] of Array.isArray(keys) ? keys.map((key) => [key, undefined] as const) : known(keys)) {
        if (typeof key !== 'string') continue;
        const where = value === undefined ? [section] : [section, key];
        const problem = keyProblem(key, kind) ?? valueProblem(value);
        if (problem) report(kind, where, ` ${problem}`);
        const name = JSON.stringify([section, key]);
        const other = seen.get(name);
        if (other) report(kind, where, `: the key "${key}" stands in \`${other}\`, too. Keep one of the two.`);
        seen.set(name, kind);
      }
    }
  }
  return problems;
}

function known(map: unknown): [string, unknown][] {
  return map === null || map === undefined || isUnknown(map) ? [] : Object.entries(map);
}

function sectionProblem(name: string): string | undefined {
  if (/[\]\n\r\0]/.test(name)) return 'is no name of a section: leave out "]" and line breaks.';
  return name === name.trim() ? undefined : 'is no name of a section: leave out the white space around it.';
}

function keyProblem(key: string, kind: ConfigKind): string | undefined {
  const named = JSON.stringify(key);
  if (key === '') return 'has a key without a name. Give it one.';
  if (/[=:\n\r\0]/.test(key))
    return `has the key ${named}. A key cannot hold "=", ":" or a line break; leave them out.`;
  if (/^([#;![]|\.include)/.test(key))
    return `has the key ${named}. A line that begins so is not a key; begin otherwise.`;
  if (key !== key.trim()) return `has the key ${named}. Leave out the white space around it.`;
  if (kind === 'flags' && !/^[\w.@-]+$/.test(key)) {
    return `has the key ${named}. A key that stands alone can hold letters, digits, "_", "-", "." and "@".`;
  }
  return undefined;
}

function valueProblem(value: unknown): string | undefined {
  if (value === undefined || isUnknown(value)) return undefined;
  if (value === null) return 'is null. Leave the key out; to have it taken out of the file, list it in `absent`.';
  if (Array.isArray(value)) return value.map(valueProblem).find((problem) => problem !== undefined);
  const text = String(value);
  if (!/[\n\r\0]/.test(text)) return undefined;
  const shown = text.length <= MOST_SHOWN ? JSON.stringify(text) : `a text of ${text.length} characters`;
  return `is ${shown}. A value stands on one line; several values belong into \`repeated\`.`;
}

/** Settings of a unit by section and key. A key may have several values; an empty first one drops those set elsewhere. */
export type UnitSettings = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The unit that a name stands for: a name without a suffix means a service. */
export function unitName(name: string): string {
  return /\.(service|socket|timer|path|mount|automount|swap|target|slice|scope|device)$/.test(name)
    ? name
    : `${name}.service`;
}

/** Where our settings for a unit stand. */
export function dropInPath(unit: string): string {
  return `/etc/systemd/system/${unit}.d/50-stackwright.conf`;
}

/** The settings as a unit file, the same text for the same settings. */
export function renderDropIn(settings: UnitSettings): string {
  const sections = sorted(settings).map(([section, keys]) => {
    const lines = sorted(keys).flatMap(([key, values]) => values.map((value) => `${key}=${value}\n`));
    return `\n[${section}]\n${lines.join('')}`;
  });
  return `# Kept by Stackwright.\n${sections.join('')}`;
}

/** Whether two are the same settings; null is none at all. */
export function sameSettings(one: UnitSettings | null, other: UnitSettings | null): boolean {
  return one === null || other === null ? one === other : renderDropIn(one) === renderDropIn(other);
}

/** Reads a unit file as `systemd.syntax(7)` says. What systemd would ignore is ignored. */
export function parseDropIn(text: string): UnitSettings {
  const sections = new Map<string, Map<string, string[]>>();
  let keys: Map<string, string[]> | undefined;
  for (const line of logicalLines(text)) {
    const section = /^\[(.*)\]$/.exec(line)?.[1];
    if (section !== undefined) {
      keys = sections.get(section) ?? new Map();
      sections.set(section, keys);
      continue;
    }
    const [, key, value] = /^([^=]+?)\s*=\s*(.*)$/s.exec(line) ?? [];
    if (key !== undefined && value !== undefined) keys?.set(key, [...(keys.get(key) ?? []), value]);
  }
  return Object.fromEntries([...sections].map(([section, found]) => [section, Object.fromEntries(found)]));
}

/** Lines without blanks around them and without comments; a line that ends in a backslash goes on in the next. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let begun: string | undefined;
  for (const line of text.split('\n')) {
    if (/^\s*[#;]/.test(line)) continue;
    const whole = begun === undefined ? line : `${begun} ${line}`;
    begun = whole.endsWith('\\') ? whole.slice(0, -1) : undefined;
    if (begun === undefined && whole.trim() !== '') lines.push(whole.trim());
  }
  return lines;
}

function sorted<T>(map: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1));
}

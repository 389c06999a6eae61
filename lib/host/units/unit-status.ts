/** What systemd says of a unit, by its own names of properties. */
export type UnitProperties = ReadonlyMap<string, string>;

/** The properties that are asked for. */
export const UNIT_PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'UnitFileState',
  'FragmentPath',
  'NeedDaemonReload',
  'ActiveEnterTimestamp',
  'Type',
  'RemainAfterExit',
];

/** Takes apart the output of `systemctl show` for several units: blocks of `Name=value` with empty lines between them. */
export function parseUnits(text: string): UnitProperties[] {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((block) => new Map(block.split('\n').map((line) => splitOnce(line, '='))));
}

/** Whether the unit runs, or is on its way to. One that crashes again and again does not. */
export function isActive(properties: UnitProperties): boolean {
  const state = properties.get('ActiveState') ?? '';
  if (state === 'activating') return !properties.get('SubState')?.startsWith('auto-restart');
  return ['active', 'reloading', 'refreshing'].includes(state);
}

/** When the unit last became active, in seconds since 1970; undefined when it never did. Asked for in `us+utc`. */
export function activeSince(properties: UnitProperties): number | undefined {
  const [, date, time] = /(\d{4}-\d\d-\d\d) ([\d:.]+) UTC$/.exec(properties.get('ActiveEnterTimestamp') ?? '') ?? [];
  if (date === undefined || time === undefined) return undefined;
  const [whole = '', fraction = '0'] = time.split('.');
  return Date.parse(`${date}T${whole}Z`) / 1000 + Number(`0.${fraction}`);
}

function splitOnce(line: string, separator: string): [string, string] {
  const position = line.indexOf(separator);
  return [line.slice(0, position), line.slice(position + 1)];
}

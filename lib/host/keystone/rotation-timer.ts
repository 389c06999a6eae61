import type { Rotation } from './key-rotation';
import { rotationCommands } from './key-rotation';

/** A rotation that systemd does by itself. */
export interface ScheduledRotation extends Rotation {
  /** When, as `systemd.time(7)` has it. */
  readonly schedule: string;
  readonly owner: string;
  readonly group: string;
}

/** A unit of ours. */
export interface UnitFile {
  readonly name: string;
  readonly path: string;
  readonly content: string;
}

/** Name of the units that rotate a repository, without their suffix. */
export function rotationUnit(path: string): string {
  return `stackwright-rotate-${path.replace(/^\//, '').replace(/[^A-Za-z0-9_.]+/g, '-')}`;
}

/** The timer, and the service that it starts. */
export function rotationUnits(rotation: ScheduledRotation): { readonly timer: UnitFile; readonly service: UnitFile } {
  const { path, schedule, owner, group } = rotation;
  const unit = rotationUnit(path);
  const timer = `# Kept by Stackwright.
[Unit]
Description=When the keys in ${path} are rotated

[Timer]
OnCalendar=${schedule}
Persistent=true

[Install]
WantedBy=timers.target
`;
  const service = `# Kept by Stackwright.
[Unit]
Description=Rotation of the keys in ${path}

[Service]
Type=oneshot
User=${owner}
Group=${group}
UMask=0077
ExecStart=/bin/bash -c ${quoted(rotationCommands(rotation).text)}
`;
  return { timer: file(`${unit}.timer`, timer), service: file(`${unit}.service`, service) };
}

/** When a timer's file says that it is. */
export function calendarIn(content: string): string | null {
  return /^OnCalendar=(.*)$/m.exec(content)?.[1]?.trim() ?? null;
}

function file(name: string, content: string): UnitFile {
  return { name, path: `/etc/systemd/system/${name}`, content };
}

/** One argument of a command in a unit file. */
function quoted(text: string): string {
  const escaped = text.replace(/[\\"]/g, '\\$&').replace(/[$%]/g, '$&$&').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}

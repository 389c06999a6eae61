import type { SshConnection } from '../../ssh/connection';
import { joinCommands, sh } from '../../ssh/quote';
import { type Probe, probeScript } from './readiness';

/** Tries once whether a service answers. @returns why it does not; undefined when it does */
export async function tryProbe(
  connection: SshConnection,
  probe: Probe,
  seconds: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { script, stdin } = probeScript(probe);
  const once = sh`left=${seconds}; why=$(probe 2>&1) || { printf %s "$why"; exit 1; }`;
  const { exitCode, stdout } = await connection.run(joinCommands([sh`input=$(cat)`, script, once]), { stdin, signal });
  return exitCode === 0 ? undefined : stdout.toString('utf8').trim() || 'it does not answer';
}

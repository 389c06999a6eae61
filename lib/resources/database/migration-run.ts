import type { Host } from '../../host/host';
import { LogGrowth } from '../../host/log-growth';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { sh } from '../../ssh/quote';
import { outputOf } from '../host/script';
import { lastLines } from '../last-lines';
import type { SchemaMigrationInputs } from './schema-migration-attributes';

const SHOWN_LOG_LINES = 12;

/** Runs the command that migrates a database. What it says counts for nothing, unless it fails. */
export async function runMigrations(host: Host, inputs: SchemaMigrationInputs, signal: AbortSignal): Promise<void> {
  const { command, run_as: runAs, log_file: logFile, name } = inputs;
  const log = logFile === null ? undefined : await LogGrowth.from(host.connection, logFile, signal);
  const script = { text: sh`${command}`.text, environment: {}, stdin: null, runAs, workingDirectory: null };
  const result = await host.scripts.run(script, { signal });
  if (result.exitCode === 0) return;
  const logged = log ? await log.last(SHOWN_LOG_LINES) : '';
  const said = lastLines(withoutNoise(result.stderr)) || lastLines(outputOf(result));
  const words = [
    ...(said === '' ? [] : [`Its last words:\n${said}`]),
    ...(logged === '' ? [] : [`In ${logFile}:\n${logged}`]),
  ];
  if (words.length === 0) words.push('It said nothing; its log may say more.');
  throw new DiagnosticError(
    'Migration failed',
    `\`${command.join(' ')}\` ended with exit code ${result.exitCode} on ${host.name}. What it did before stays, and running it again is safe: mend ` +
      `the cause and apply again, and ${name} goes on from there.\n${words.join('\n')}`,
    at('command'),
  );
}

/** Python tools may fail to end neatly, whether they succeeded or not. What they say of that would hide the cause. */
export function withoutNoise(stderr: string): string {
  return stderr.replace(
    /^Exception ignored in: .*\n(?:Traceback .*\n)?(?:[ \t].*\n)*(?:\w[\w.]*(?:Error|Exception)\b.*(?:\n|$))?/gm,
    '',
  );
}

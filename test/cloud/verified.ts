import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Outcome } from '../../lib/verify/verify';
import type { StandingExample } from './standing-example';

/** What `stackwright verify` says of a cloud, whether all is well or not, and its exit code. */
export async function verify({
  example,
}: StandingExample): Promise<{ readonly code: number; readonly outcomes: readonly Outcome[] }> {
  const command = ['build/cli/stackwright.js', 'verify', example.directory, '--json'];
  const { stdout, code } = await promisify(execFile)(process.execPath, command).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  return { code, outcomes: JSON.parse(stdout) as Outcome[] };
}

import type { Script } from '../../host/scripts';
import { map, string } from '../../schema/attribute';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { eachKey, matches, type Validator } from '../../schema/validator';
import type { RunResult } from '../../ssh/run';
import { lastLines } from '../last-lines';
import { ACCOUNT_NAME } from './ownership';
import { absolutePath } from './paths';

/** Text that a shell can hold. */
export const shellText: Validator<string> = {
  description: 'text without NUL characters',
  problem: (text) => (text.includes('\0') ? 'No shell can hold a NUL character; leave it out.' : undefined),
};

/** What a script runs with. None of it is visible in the host's list of processes. */
export const scriptAttributes = {
  stdin: string({
    description: 'What the script reads on standard input. May refer to secrets.',
    optional: true,
  }),
  environment: map('string', {
    description: 'Environment variables. Values may refer to secrets.',
    optional: true,
    validate: [
      eachKey(matches(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and "_"')),
      {
        description: shellText.description,
        problem: (variables) => Object.values(variables).map(shellText.problem).find(Boolean),
      },
    ],
    example: '{ PASSWORD = "{{secret:admin}}" }',
  }),
  run_as: string({
    description: "User to run as, with that user's groups and home. Root when left out.",
    optional: true,
    validate: [ACCOUNT_NAME],
  }),
  working_directory: string({
    description: 'Directory to run in. `/` when left out.',
    optional: true,
    validate: [absolutePath],
  }),
};

interface Surroundings {
  readonly stdin: string | null;
  readonly environment: Readonly<Record<string, string>> | null;
  readonly run_as: string | null;
  readonly working_directory: string | null;
}

export function scriptOf(text: string, surroundings: Surroundings): Script {
  const { stdin, environment, run_as: runAs, working_directory: workingDirectory } = surroundings;
  return { text, stdin, environment: environment ?? {}, runAs, workingDirectory };
}

/** What was printed, as `$( )` in a shell gives it: without the line ends at its end. */
export function outputOf({ stdout }: RunResult): string {
  return stdout.toString('utf8').replace(/\n+$/, '');
}

/** The error for a script that failed: its exit code and the last that it said. */
export function scriptFailed(
  attribute: string,
  host: string,
  { exitCode, stderr, stdout }: RunResult,
): DiagnosticError {
  const said = lastLines(stderr) || lastLines(stdout.toString('utf8'));
  const words = said === '' ? ' It said nothing.' : ` Its last words:\n${said}`;
  return new DiagnosticError(
    'Command failed',
    `\`${attribute}\` ended with exit code ${exitCode} on ${host}.${words}`,
    at(attribute),
  );
}

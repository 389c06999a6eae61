import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reviewCommand } from '../../../cli/review';
import { planned, planText } from './plan-of';

let directory: string;
let said: string;
let printed: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stackwright-unit-'));
  [said, printed] = ['', ''];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  await rm(directory, { recursive: true, force: true });
});

const DROPPED = planText([planned('mariadb_database.a', { host: 'node1', name: 'nova' }, null)]);

/** Runs the command over a plan. */
async function run(plan: string, ...options: readonly string[]): Promise<number | string | null | undefined> {
  const path = join(directory, 'plan.json');
  await writeFile(path, plan);
  await reviewCommand().parseAsync([path, ...options], { from: 'user' });
  return process.exitCode;
}

test('the comment is printed, and the page written', async () => {
  const page = join(directory, 'page.html');
  expect(await run(DROPPED, '--html', page)).toBeUndefined();
  expect(printed).toContain('database `nova`: all its tables');
  expect(await readFile(page, 'utf8')).toContain('<!doctype html>');
});

test('the comment is written to a file', async () => {
  const comment = join(directory, 'comment.md');
  await run(DROPPED, '--markdown', comment);
  expect(printed).toBe('');
  expect(await readFile(comment, 'utf8')).toContain('## What this change does');
});

test('a closed gate is named, and is exit code 1; the comment is there all the same', async () => {
  expect(await run(DROPPED, '--fail-on', 'drift,loss')).toBe(1);
  expect(said).toBe('stackwright review: closed by --fail-on: loss (data that are lost: 1)\n');
  expect(printed).toContain('## What this change does');
});

test('gates that stay open are no error', async () => {
  expect(await run(DROPPED, '--fail-on', 'drift')).toBeUndefined();
});

test.each([
  ['a plan that is none', () => run('{}'), /neither format_version/],
  [
    'a file that is none',
    () => reviewCommand().parseAsync(['/nowhere/plan.json'], { from: 'user' }),
    /neither a file nor a directory/,
  ],
])('%s is exit code 2', async (_, act, message) => {
  await act();
  expect(process.exitCode).toBe(2);
  expect(said).toMatch(message);
});

test.each([
  ['a gate that is none', ['--fail-on', 'x'], /no gate "x"/],
  ['a limit that is too low', ['--limit', '5'], /at least 2000/],
])('%s is exit code 2', async (_, options, message) => {
  const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  await expect(run(DROPPED, ...options)).rejects.toThrow('exit 2');
  expect(exit).toHaveBeenCalledWith(2);
  expect(said).toMatch(message);
});

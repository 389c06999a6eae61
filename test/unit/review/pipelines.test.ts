import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gateNames } from '../../../lib/review/gates';

const CI = join(__dirname, '../../../examples/ci');
const SCRIPTS = readdirSync(CI).filter((name) => name.endsWith('.sh'));
const { load } = jest.requireActual<{ load(text: string): unknown }>('js-yaml');

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stackwright-unit-'));
  await mkdir(join(directory, 'bin'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** A program that writes down what it is asked for, and does this. */
async function program(name: string, script: string): Promise<void> {
  const path = join(directory, 'bin', name);
  await writeFile(path, `#!/bin/sh\necho "${name} $*" >>asked\n${script}\n`);
  await chmod(path, 0o755);
}

function run(script: string, env: Record<string, string> = {}): { status: number | null; said: string; asked: string } {
  const path = `${join(directory, 'bin')}:${process.env.PATH}`;
  const { status, stderr } = spawnSync(join(CI, script), {
    cwd: directory,
    env: { PATH: path, HOME: directory, ...env },
    encoding: 'utf8',
  });
  const asked = join(directory, 'asked');
  return { status, said: stderr, asked: existsSync(asked) ? readFileSync(asked, 'utf8') : '' };
}

/** All texts of a document, wherever they stand. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

test.each(['github.yml', 'gitlab.yml'])('%s runs scripts that there are, with gates that there are', (name) => {
  const all = texts(load(readFileSync(join(CI, name), 'utf8')));
  const run = all.filter((text) => text.startsWith('ci/')).map((text) => text.slice('ci/'.length));
  expect(run).toEqual(expect.arrayContaining(['connect.sh', 'review.sh', 'gate.sh']));
  expect(run.filter((script) => !SCRIPTS.includes(script))).toEqual([]);
  expect(all.filter((text) => /^destroy,/.test(text)).map(gateNames)).toEqual([['destroy', 'loss', 'drift']]);
});

test('each script is run by a pipeline', () => {
  const pipelines = ['github.yml', 'gitlab.yml'].map((name) => readFileSync(join(CI, name), 'utf8')).join('\n');
  expect(SCRIPTS.filter((script) => !pipelines.includes(`ci/${script}`))).toEqual([]);
});

test('the key is for this user alone', () => {
  expect(run('connect.sh', { SSH_PRIVATE_KEY: 'the key', SSH_KNOWN_HOSTS: '192.0.2.11 ssh-ed25519 A' }).status).toBe(0);
  const { stdout } = spawnSync('stat', ['-c', '%a', join(directory, '.ssh/id_ed25519')], { encoding: 'utf8' });
  expect(stdout.trim()).toBe('600');
  expect(readFileSync(join(directory, '.ssh/known_hosts'), 'utf8')).toBe('192.0.2.11 ssh-ed25519 A\n');
});

test('a review with open gates leaves nothing to agree to', async () => {
  await program('npx', ':');
  const { status, asked } = run('review.sh', { FAIL_ON: 'loss' });
  expect(status).toBe(0);
  expect(asked).toBe(
    'npx cdktf synth\nnpx stackwright review . --markdown review/comment.md --html review/page.html --fail-on loss\n',
  );
  expect(run('gate.sh').status).toBe(0);
});

test('a closed gate fails after the comment, until somebody agrees', async () => {
  await program('npx', 'test "$1" = cdktf || { echo "closed by --fail-on: loss" >&2; exit 1; }');
  expect(run('review.sh')).toMatchObject({ status: 0, said: 'closed by --fail-on: loss\n' });
  expect(run('gate.sh')).toMatchObject({ status: 1, said: expect.stringContaining('closed by --fail-on: loss') });
  expect(run('gate.sh', { AGREED: 'true' }).status).toBe(0);
});

test('a plan that fails is no gate that somebody could agree to', async () => {
  await program('npx', 'test "$1" = cdktf || { echo "no plan" >&2; exit 2; }');
  expect(run('review.sh')).toMatchObject({ status: 2, said: 'no plan\n' });
});

const GITHUB = { GITHUB_REPOSITORY: 'shop/cloud', PULL_REQUEST: '7' };
const GITLAB = {
  CI_API_V4_URL: 'https://gitlab.example/api/v4',
  CI_PROJECT_ID: '3',
  CI_MERGE_REQUEST_IID: '7',
  REVIEW_TOKEN: 'opensesame',
};

test.each<[string, string, string, string, RegExp]>([
  [
    'GitHub, a first comment',
    'comment-github.sh',
    'gh',
    ':',
    /--method POST repos\/shop\/cloud\/issues\/7\/comments --field body=@/,
  ],
  [
    'GitHub, a further one',
    'comment-github.sh',
    'gh',
    'echo 42',
    /--method PATCH repos\/shop\/cloud\/issues\/comments\/42 --field body=@/,
  ],
  [
    'GitLab, a first comment',
    'comment-gitlab.sh',
    'curl',
    "cat >given; echo '[]'",
    /--request POST .*merge_requests\/7\/notes$/m,
  ],
  [
    'GitLab, a further one',
    'comment-gitlab.sh',
    'curl',
    `cat >given; echo '[{"id":5,"body":"x"},{"id":42,"body":"<!-- stackwright review -->"}]'`,
    /--request PUT .*merge_requests\/7\/notes\/42$/m,
  ],
])('on %s is written', async (_, script, name, does, expected) => {
  await program(name, does);
  const { status, asked } = run(script, { ...GITHUB, ...GITLAB });
  expect(status).toBe(0);
  expect(asked).toMatch(expected);
  expect(asked).not.toContain('opensesame');
});

import { Command } from 'commander';
import { Listr } from 'listr2';
import { Stack } from '../lib/stack/stack';
import type { Subject } from '../lib/verify/check';
import { Guest } from '../lib/verify/guest';
import { probedServices } from '../lib/verify/services';
import { checks, type Outcome, outcomeOf } from '../lib/verify/verify';

interface Options {
  readonly stack?: string;
  readonly cloud?: string;
  readonly image?: string;
  readonly flavor?: string;
  readonly network?: string;
  readonly guestUser?: string;
  readonly json?: boolean;
}

/** The `stackwright verify` command: whether a deployed cloud does what it is for. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('use a deployed cloud as its users do, and tell what of it works; exit code 1 when something does not')
    .argument('[directory]', 'of the CDKTF project, or of one synthesized stack', '.')
    .option('--stack <name>', 'which stack, where there are several')
    .option('--cloud <name>', 'which cloud, where the stack has several')
    .option('--image <name>', 'boot this image (default: the smallest that can be)')
    .option('--flavor <name>', 'as this flavor (default: the smallest that is large enough)')
    .option('--network <name>', 'in this network (default: one that is shared)')
    .option('--guest-user <name>', 'whom the image lets in by SSH (default: its os_admin_user, or cirros)')
    .option('--json', 'print the outcomes as JSON')
    .action(async (directory: string, options: Options) => {
      const outcomes = await verify(directory, options);
      process.stdout.write(options.json ? `${JSON.stringify(outcomes, null, 2)}\n` : table(outcomes));
      if (outcomes.some(({ isPassed }) => !isPassed)) process.exitCode = 1;
    });
}

async function verify(directory: string, options: Options): Promise<Outcome[]> {
  const stack = await Stack.open(directory, { name: options.stack });
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt);
  try {
    const cloud = stack.cloud(cloudOf(stack, options.cloud));
    const { signal } = interruption;
    const { session } = cloud;
    const guest = new Guest(cloud, options, signal);
    const subject: Subject = {
      cloud,
      catalog: (await session.authenticate(session.credentials, signal)).catalog,
      hosts: stack.hosts.map((name) => stack.host(name)),
      services: probedServices(stack),
      guest,
      signal,
    };
    try {
      const outcomes = await run(subject, options);
      return outcomes.map((outcome) => ({ ...outcome, detail: stack.redact(outcome.detail) }));
    } finally {
      await guest.remove();
    }
  } finally {
    process.off('SIGINT', interrupt);
    await stack.close();
  }
}

/** All at once: most of the time a check waits for the cloud. */
async function run(subject: Subject, { guestUser, json }: Options): Promise<Outcome[]> {
  const applying = checks(guestUser).filter((check) => check.applies(subject));
  const outcomes = new Map<string, Outcome>();
  const tasks = applying.map((check) => ({
    title: check.title,
    task: async (_context: unknown, task: { output: string }) => {
      const outcome = await outcomeOf(check, subject, (text) => {
        task.output = text;
      });
      outcomes.set(check.title, outcome);
      if (!outcome.isPassed) throw new Error(check.title);
    },
  }));
  const list = new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    renderer: json ? 'silent' : 'default',
    fallbackRenderer: 'simple',
  });
  await list.run();
  return applying.flatMap(({ title }) => outcomes.get(title) ?? []);
}

function cloudOf({ clouds, name }: Stack, wanted: string | undefined): string {
  const [only, ...others] = clouds;
  if (wanted !== undefined && clouds.includes(wanted)) return wanted;
  if (wanted === undefined && only !== undefined && others.length === 0) return only;
  const there = clouds.length > 0 ? `It has ${clouds.join(', ')}.` : 'It has none.';
  throw new Error(`--cloud ${wanted ?? 'is not given'}: which of the clouds of the stack "${name}"? ${there}`);
}

function table(outcomes: readonly Outcome[]): string {
  const width = Math.max(...outcomes.map(({ title }) => title.length));
  const lines = outcomes.map(({ title, isPassed, detail, seconds }) => {
    const [first = '', ...further] = detail.split('\n');
    const indent = ' '.repeat(6);
    return [
      `${isPassed ? ' ok ' : 'FAIL'}  ${title.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${first}`,
      ...further.map((line) => `${indent}${line}`),
    ].join('\n');
  });
  const failed = outcomes.filter(({ isPassed }) => !isPassed).length;
  return `\n${lines.join('\n')}\n\n${outcomes.length - failed} of ${outcomes.length} as it should be\n`;
}

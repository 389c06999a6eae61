import { readFile, stat, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Command, InvalidArgumentError } from 'commander';
import { closedGates, gateNames, gates } from '../lib/review/gates';
import { htmlPageOf } from '../lib/review/page/html';
import { GITHUB_LIMIT, LEAST_LIMIT, markdownOf } from '../lib/review/page/markdown';
import { pageOf } from '../lib/review/page/page';
import { review } from '../lib/review/review';
import { planOf } from '../lib/review/terraform';

interface Options {
  readonly stack?: string;
  readonly markdown?: string;
  readonly html?: string;
  readonly limit: number;
  readonly failOn: readonly string[];
}

/** A gate is closed: somebody has to decide. */
const CLOSED = 1;
/** There is nothing to decide about: the plan could not be read, or not be written about. */
const FAILED = 2;

/** `stackwright review`: what a planned change does, for people who are asked whether they want it. */
export function reviewCommand(): Command {
  return new Command('review')
    .description(
      'tell what a planned change does: what is interrupted, lost, changed by hand, and each changed key; exit code 1 when a gate is closed, 2 when something is wrong',
    )
    .argument(
      '[plan]',
      'what "terraform show -json PLANFILE" has printed, - for standard input, or the directory of a CDKTF project or of one synthesized stack, to plan there',
      '.',
    )
    .option('--stack <name>', 'which stack, where there are several')
    .option('--markdown <file>', 'write the comment for a pull request there (default: standard output)')
    .option('--html <file>', 'write one page with all of it there')
    .option('--limit <characters>', 'how long the comment may be', limit, GITHUB_LIMIT)
    .option('--fail-on <gates>', `end with exit code 1 for any of: ${Object.keys(gates).join(', ')}`, failOn, [])
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : FAILED))
    .action(async (plan: string, options: Options) => {
      try {
        await run(plan, options);
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
        process.exitCode = FAILED;
      }
    });
}

async function run(plan: string, { stack, markdown, html, limit, failOn }: Options): Promise<void> {
  const found = review(...(await planText(plan, stack)));
  const page = pageOf(found);
  if (html !== undefined) await writeFile(html, await htmlPageOf(page));
  const comment = markdownOf(page, limit);
  if (markdown === undefined) process.stdout.write(comment);
  else await writeFile(markdown, comment);
  const closed = closedGates(failOn, found);
  if (closed.length === 0) return;
  say(`closed by --fail-on: ${closed.join('; ')}`);
  process.exitCode = CLOSED;
}

/** The plan, and what it is called. */
async function planText(plan: string, stack: string | undefined): Promise<[string, string]> {
  if (plan === '-') return [await text(process.stdin), 'standard input'];
  const there = await stat(plan).catch(() => undefined);
  if (!there)
    throw new Error(
      `${plan} is neither a file nor a directory. Name what "terraform show -json PLANFILE" has printed.`,
    );
  return [there.isDirectory() ? await planOf(plan, stack) : await readFile(plan, 'utf8'), plan];
}

function limit(given: string): number {
  const number = Number(given);
  if (Number.isInteger(number) && number >= LEAST_LIMIT) return number;
  throw new InvalidArgumentError(`It is a whole number of characters, at least ${LEAST_LIMIT}.`);
}

function failOn(list: string, before: readonly string[]): readonly string[] {
  try {
    return [...before, ...gateNames(list)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function say(line: string): void {
  process.stderr.write(`stackwright review: ${line}\n`);
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Json } from './expressions';

/** A directory holds no stack that can be opened. Its message says what there is, and what to do. */
export class StackUnfit extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StackUnfit';
  }
}

type Blocks = { readonly [name: string]: Json };

/** A stack as CDKTF has written it. */
export interface Synthesized {
  readonly name: string;
  /** Where it stands and Terraform runs. */
  readonly directory: string;
  readonly content: {
    readonly provider?: Blocks;
    readonly variable?: { readonly [name: string]: { readonly default?: Json } };
    readonly resource?: { readonly [type: string]: { readonly [name: string]: Blocks } };
  };
}

const FILE = 'cdk.tf.json';

/**
 * Finds a synthesized stack.
 * @param directory a CDKTF project, with cdktf.json, or the directory of one stack
 * @param name which of the project's stacks; undefined for the only one
 * @throws {StackUnfit}
 */
export async function readSynthesized(directory: string, name?: string): Promise<Synthesized> {
  const place = resolve(directory);
  const alone = await content(place);
  if (alone) return { name: basename(place), directory: place, content: alone };
  const parent = join(place, await outputDirectory(place), 'stacks');
  const found = await stacksIn(parent);
  const names = found.map((stack) => stack.name).join(', ');
  if (found.length === 0) {
    throw new StackUnfit(
      `${place} holds no synthesized stack: there is neither ${FILE} nor ${parent}. Run "npx cdktf synth" in the project's directory, and name that.`,
    );
  }
  const chosen = name === undefined && found.length === 1 ? found[0] : found.find((stack) => stack.name === name);
  if (chosen) return chosen;
  throw new StackUnfit(
    name === undefined
      ? `${place} has several stacks: ${names}. Say which one with --stack.`
      : `${place} has no stack "${name}". It has: ${names}.`,
  );
}

async function stacksIn(parent: string): Promise<Synthesized[]> {
  const names = (await unlessMissing(readdir(parent))) ?? [];
  const stacks: Synthesized[] = [];
  for (const name of names.sort()) {
    const found = await content(join(parent, name));
    if (found) stacks.push({ name, directory: join(parent, name), content: found });
  }
  return stacks;
}

async function content(directory: string): Promise<Synthesized['content'] | undefined> {
  const path = join(directory, FILE);
  if (!(await unlessMissing(stat(path)))) return undefined;
  return JSON.parse(await readFile(path, 'utf8'));
}

/** Where the project has CDKTF write. */
async function outputDirectory(project: string): Promise<string> {
  const text = (await unlessMissing(readFile(join(project, 'cdktf.json'), 'utf8'))) ?? '{}';
  const { output } = JSON.parse(text) as { output?: unknown };
  return typeof output === 'string' ? output : 'cdktf.out';
}

/** Undefined where there is no such file or directory. One that may not be read is an error. */
function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  return found.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}

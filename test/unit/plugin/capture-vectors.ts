/**
 * Records in vectors.json how the real terraform encodes values: `npx tsx test/unit/plugin/capture-vectors.ts`.
 *
 * It serves the toy provider, lets the terraform on PATH plan one resource a case, and keeps the bytes that arrive as
 * the resource's configuration; then it applies and keeps the JSON that arrives from the state file.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { serveForReattach } from '../../../lib/plugin/reattach';
import type { EncodedValue } from '../../../lib/plugin/service';
import { decode } from '../../../lib/plugin/value/encoded';
import type { ValueRecord } from '../../../lib/plugin/value/value';
import { ADDRESS, Workspace } from './terraform';
import { THING, toyProvider } from './toy-provider';

const CASES: Readonly<Record<string, string>> = {
  nothing: '',
  'plain strings':
    'text = "hello"\nwords = ["", "a \\"quoted\\" word", "\\u00e9\\u0065\\u0301 \\U0001F600", "line\\nbreak", "-rf $(x) `y`"]',
  'long string with byte order mark': `text = "\\ufeff\${join("", [for i in range(300) : "x"])}"`,
  numbers:
    'anything = [0, -1, 127, 128, -129, 65536, 2147483648, 4294967296, 9007199254740991, 9007199254740993, ' +
    '-9007199254740993, 9223372036854775807, 9223372036854775808, -9223372036854775809, 12345678901234567890, 1e30, ' +
    '0.1, 0.5, -2.25, 1e-7, 3.14159265358979323846264338]',
  booleans: 'anything = [true, false]',
  collections:
    'words = ["b", "a", "b"]\nnumbers = [3, 1, 2, 1]\nlabels = { b = "2", a = "1", "a.b" = "3", __proto__ = "4" }',
  'empty collections': 'words = []\nnumbers = []\nlabels = {}\nplaces = []',
  objects:
    'place = { name = "roof", floor = 7 }\nplaces = [{ name = "cellar", floor = -1 }, { name = null, floor = null }]',
  'nested attributes':
    'nested_single = { name = "a" }\nnested_list = [{ name = "b", floor = 1 }, { name = "a" }]\n' +
    'nested_set = [{ name = "b" }, { name = "a" }]\nnested_map = { x = { name = "a" } }',
  'empty nested attributes': 'nested_list = []\nnested_set = []\nnested_map = {}',
  'unknown inside nested attributes':
    'nested_single = { name = toy_thing.source.id }\nnested_set = [{ name = toy_thing.source.id }]\n' +
    `nested_map = { x = { name = "pre-\${toy_thing.source.id}" } }`,
  'dynamic object': 'anything = { x = [1, "two"], y = null, z = { deep = true } }',
  'dynamic string': 'anything = "text"',
  'dynamic map': 'anything = tomap({ a = 1 })',
  'dynamic set': 'anything = toset(["b", "a"])',
  unknown: 'text = toy_thing.source.id\nwords = toy_thing.source.answers',
  'unknown with a prefix': `text = "pre-\${toy_thing.source.id}"`,
  'unknown that is not null': 'text = coalesce(toy_thing.source.id, "x")',
  'unknown number with bounds': 'number = length(toy_thing.source.answers)',
  'unknown inside': 'words = ["a", toy_thing.source.id]\nplace = { name = toy_thing.source.id, floor = 1 }',
  'unknown map of some length': 'labels = { (toy_thing.source.id) = "x", b = "y" }',
  'unknown set of some length': 'numbers = [1, length(toy_thing.source.answers)]',
  'wholly unknown dynamic': 'anything = toy_thing.source.answer',
  'unknown of a known dynamic type': 'anything = toy_thing.source.id',
  'dynamic with an unknown inside': 'anything = { a = toy_thing.source.id, b = toy_thing.source.answer }',
};

async function main(): Promise<void> {
  const msgpack: Record<string, string> = {};
  const json: Record<string, string> = {};
  const keep = (into: Record<string, string>, value: EncodedValue | undefined, text: (bytes: Uint8Array) => string) => {
    if (!value) return;
    const { label } = decode(value, THING) as ValueRecord;
    if (typeof label === 'string') into[label] ??= text('msgpack' in value ? value.msgpack : value.json);
  };
  const provider = toyProvider({
    seen({ rpc, values }) {
      if (rpc === 'PlanResourceChange') keep(msgpack, values.config, (bytes) => Buffer.from(bytes).toString('hex'));
      if (rpc === 'UpgradeResourceState') keep(json, values.state, (bytes) => Buffer.from(bytes).toString('utf8'));
    },
  });
  const { reattach, close } = await serveForReattach(provider);
  const workspace = new Workspace({ TF_REATTACH_PROVIDERS: JSON.stringify({ [ADDRESS]: reattach }) });
  const resources = Object.entries(CASES).map(([label, body], index) => {
    return `resource "toy_thing" "case_${index}" {\n  label = "${label}"\n${body}\n}\n`;
  });
  workspace.write(`resource "toy_thing" "source" {}\n${resources.join('')}`);
  try {
    await succeed(workspace, 'plan');
    await succeed(workspace, 'apply', '-auto-approve');
    await succeed(workspace, 'plan');
    const version = execFileSync('terraform', ['version'], { encoding: 'utf8' }).split('\n')[0];
    const vectors = {
      how: `Recorded by capture-vectors.ts from ${version}: the configuration of a toy_thing as it arrives in a plan, and its attributes as they arrive from the state file.`,
      cases: Object.fromEntries(
        Object.entries(CASES).map(([label, hcl]) => [label, { hcl, msgpack: msgpack[label], json: json[label] }]),
      ),
    };
    writeFileSync(path.join(__dirname, 'vectors.json'), `${JSON.stringify(vectors, undefined, 2)}\n`);
  } finally {
    await close();
    workspace.remove();
  }
}

async function succeed(workspace: Workspace, ...words: string[]): Promise<void> {
  const { code, output } = await workspace.run(...words);
  if (code !== 0) throw new Error(output);
}

void main();

import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import type { ValueRecord } from '../../../lib/plugin/value/value';
import { string } from '../../../lib/schema/attribute';
import type { Configured } from '../../../lib/schema/provider';
import type { Resource } from '../../../lib/schema/resource';
import { resource } from '../../../lib/schema/resource';
import type { Kind } from '../../../lib/schema/server/kind';
import { kinds } from '../../../lib/schema/server/kind';
import { checkUnique } from '../../../lib/schema/server/unique';

type Plan = Parameters<typeof checkUnique>[3];

const attributes = {
  place: string({ description: 'Place.', optional: true, replace: true }),
  name: string({ description: 'Name.', required: true, replace: true }),
};
const thing = (name: string, unique?: readonly ('place' | 'name')[]) =>
  resource<object>()({
    name,
    description: 'Thing.',
    attributes,
    ...(unique && { unique }),
    read: async (_, state) => state,
    create: async (_, inputs) => inputs,
    delete: async () => undefined,
  });
const all = kinds('test', [thing('one', ['place', 'name']), thing('other', ['place', 'name']), thing('free')]);
const kind = (name: string) => all.get(`test_${name}`) as Kind<Resource>;

/** One walk of Terraform's, with what it plans one after the other. */
function walk(...planned: [values: ValueRecord, plan: Plan, name?: string][]): () => void {
  const configured = {} as Configured<unknown>;
  return () => {
    for (const [values, plan, name] of planned) checkUnique(kind(name ?? 'one'), configured, values, plan);
  };
}

const a = { place: 'here', name: 'a' };

test.each<[string, () => void]>([
  ['both new', walk([a, 'new'], [{ ...a }, 'new'])],
  ['one that stays, and a new one', walk([a, 'kept'], [a, 'new'])],
  ['a new one, and one that is renamed to it', walk([a, 'new'], [a, 'kept'])],
  ['nothing in a part', walk([{ place: null, name: 'a' }, 'new'], [{ place: null, name: 'a' }, 'new'])],
])('two of the same are refused: %s', (_, plan) => {
  expect(plan).toThrow(
    /^Defined twice: Two test_one of this configuration stand for the same object: place .*, name "a"\./,
  );
});

test.each<[string, () => void]>([
  ['another name', walk([a, 'new'], [{ ...a, name: 'b' }, 'new'])],
  ['another place', walk([a, 'new'], [{ ...a, place: null }, 'new'])],
  ['another kind', walk([a, 'new'], [a, 'new', 'other'])],
  ['a kind that may be there twice', walk([a, 'new', 'free'], [a, 'new', 'free'])],
  ['a name that is not known yet', walk([{ ...a, name: UNKNOWN }, 'new'], [{ ...a, name: UNKNOWN }, 'new'])],
  ['a replacement, which is planned twice', walk([a, 'replaced'], [a, 'new'])],
])('what is not the same passes: %s', (_, plan) => {
  expect(plan).not.toThrow();
});

test('the walks of two runs know nothing of each other', () => {
  walk([a, 'new'])();
  expect(walk([a, 'new'])).not.toThrow();
});

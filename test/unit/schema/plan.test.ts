import type { CtyType } from '../../../lib/plugin/value/type';
import { isUnknown, UNKNOWN } from '../../../lib/plugin/value/unknown';
import type { Value } from '../../../lib/plugin/value/value';
import { bool, list, number, object, objectList, string } from '../../../lib/schema/attribute';
import { planObject } from '../../../lib/schema/plan';

const attributes = {
  path: string({ description: 'Where.', required: true, replace: true }),
  mode: string({
    description: 'Mode.',
    default: '0644',
    same: (a, b) => Number.parseInt(a, 8) === Number.parseInt(b, 8),
  }),
  content: string({ description: 'Content.', optional: true }),
  hold: bool({ description: 'Hold.', default: false }),
  tags: list('string', { description: 'Tags.', optional: true }),
  probe: object(
    {
      port: number({ description: 'Port.', required: true }),
      seconds: number({ description: 'Seconds.', default: 30 }),
    },
    { description: 'Probe.', optional: true },
  ),
  mounts: objectList(
    {
      at: string({ description: 'At.', required: true }),
      options: string({ description: 'Options.', default: 'defaults' }),
    },
    { description: 'Mounts.', optional: true },
  ),
  owner: string({ description: 'Owner.', optional: true, computed: true }),
  id: string({ description: 'Id.', computed: true, stable: true }),
  hash: string({ description: 'Hash.', computed: true, follows: ['content'] }),
  size: number({ description: 'Size.', computed: true }),
};

const prior = {
  path: '/a',
  mode: '0644',
  content: 'one',
  hold: false,
  tags: null,
  probe: null,
  mounts: null,
  owner: 'root',
  id: 'a-1',
  hash: 'h1',
  size: 3,
};

const planned = (config: Record<string, Value>, before: Record<string, Value> | null) =>
  planObject(attributes, config, before);

describe('planning an object that does not exist yet', () => {
  const plan = planned({ path: '/a', content: 'one' }, null);

  test('takes what is configured and fills the defaults', () => {
    expect(plan.planned).toMatchObject({ path: '/a', content: 'one', mode: '0644', hold: false, tags: null });
  });

  test('calls every computed value unknown', () => {
    for (const name of ['owner', 'id', 'hash', 'size']) expect(plan.planned[name]).toBe(UNKNOWN);
  });

  test('asks for no replacement', () => {
    expect(plan.replace).toEqual([]);
  });

  test('fills the defaults inside nested objects and inside each element of a list', () => {
    const { planned: nested } = planned(
      { path: '/a', probe: { port: 80 }, mounts: [{ at: '/x' }, { at: '/y', options: 'ro' }] },
      null,
    );
    expect(nested.probe).toEqual({ port: 80, seconds: 30 });
    expect(nested.mounts).toEqual([
      { at: '/x', options: 'defaults' },
      { at: '/y', options: 'ro' },
    ]);
  });

  test('keeps what is unknown unknown', () => {
    const { planned: later } = planned({ path: UNKNOWN, probe: UNKNOWN }, null);
    expect(later.path).toBe(UNKNOWN);
    expect(later.probe).toBe(UNKNOWN);
  });
});

describe('planning an object that exists', () => {
  test('an unchanged configuration plans exactly what is there', () => {
    const plan = planned({ path: '/a', content: 'one' }, prior);
    expect(plan.changed).toBe(false);
    expect(plan.planned).toEqual(prior);
  });

  test('another spelling of the same value is no change', () => {
    const plan = planned({ path: '/a', content: 'one', mode: '644' }, prior);
    expect(plan.changed).toBe(false);
    expect(plan.planned.mode).toBe('0644');
  });

  test.each<[string, Record<string, Value>, Record<string, boolean>]>([
    ['content', { content: 'two' }, { id: false, hash: true, size: true, owner: true }],
    ['mode', { content: 'one', mode: '0600' }, { id: false, hash: false, size: true, owner: true }],
  ])('after a change of %s only those computed values are unknown that it can touch', (_, change, unknowns) => {
    const plan = planned({ path: '/a', ...change }, prior);
    for (const [name, unknown] of Object.entries(unknowns))
      expect([name, isUnknown(plan.planned[name])]).toEqual([name, unknown]);
  });

  test('a value that is taken out of the configuration becomes null, or its default', () => {
    const plan = planned({ path: '/a' }, { ...prior, mode: '0600' });
    expect(plan.planned).toMatchObject({ content: null, mode: '0644' });
  });

  test('drift of a defaulted attribute is planned back', () => {
    const plan = planned({ path: '/a', content: 'one' }, { ...prior, hold: true });
    expect(plan.planned.hold).toBe(false);
    expect(plan.changed).toBe(true);
  });

  test('a computed value that the user gave stays when it equals the configuration', () => {
    expect(planned({ path: '/a', content: 'one', owner: 'nova' }, prior).planned.owner).toBe('nova');
  });

  test('a change of an attribute that identifies the object replaces it', () => {
    expect(planned({ path: '/b', content: 'one' }, prior).replace).toEqual([[{ attribute: 'path' }]]);
  });

  test('an identifying attribute that is not known yet replaces it too', () => {
    expect(planned({ path: UNKNOWN, content: 'one' }, prior).replace).toEqual([[{ attribute: 'path' }]]);
  });
});

describe('a computed value', () => {
  const computed = {
    text: string({ description: 'Text.', optional: true }),
    size: number({ description: 'Size.', computed: true, follows: ['text'] }),
    pages: number({ description: 'Pages.', computed: true, follows: ['size'] }),
    place: string({ description: 'Place.', optional: true, computed: true, replace: true }),
    colour: string({ description: 'Colour.', optional: true }),
    id: string({ description: 'Id.', computed: true, stable: true }),
    note: string({ description: 'Note.', computed: true, stable: true, nullable: true }),
  };
  const before = { text: 'a', size: 1, pages: 1, place: 'here', colour: null, id: 'i', note: null };
  const next = (config: Record<string, Value>, was: Record<string, Value> = before) =>
    planObject(computed, config, was);

  test('that follows one that follows the change is unknown, too', () => {
    expect(next({ text: 'b' }).planned).toMatchObject({ size: UNKNOWN, pages: UNKNOWN });
    expect(next({ text: 'a', colour: 'red' }).planned).toMatchObject({ size: 1, pages: 1 });
  });

  test('whose change would replace the object stays as it is, so that an update replaces nothing', () => {
    const { planned: plan, replace } = next({ text: 'b' });
    expect([plan.place, replace]).toEqual(['here', []]);
    expect(next({ text: 'a', place: 'there' }).replace).toEqual([[{ attribute: 'place' }]]);
  });

  test('that is missing though it must not be is found by the next change, however stable it is', () => {
    expect(next({ text: 'b' }, { ...before, id: null }).planned).toMatchObject({ id: UNKNOWN, note: null });
    expect(next({ text: 'a' }, { ...before, id: null })).toMatchObject({ changed: false, planned: { id: null } });
  });
});

test('spellings are compared only where all of the value is known', () => {
  const words = list('string', {
    description: 'Words.',
    optional: true,
    same: (one, other) => one.join().toLowerCase() === other.join().toLowerCase(),
  });
  const plan = (value: Value) => planObject({ words }, { words: value }, { words: ['A', 'b'] }).planned.words;
  expect(plan(['a', 'B'])).toEqual(['A', 'b']);
  expect(plan(['a', UNKNOWN])).toEqual(['a', UNKNOWN]);
});

test('the wire type follows from the declaration', () => {
  const type: CtyType = attributes.mounts.type;
  expect(type).toEqual(['list', ['object', { at: 'string', options: 'string' }]]);
});

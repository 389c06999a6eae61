import { Calls } from '../../../lib/plugin/calls';
import type { Call } from '../../../lib/plugin/service';
import { decode, encode } from '../../../lib/plugin/value/encoded';
import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import type { Value, ValueRecord } from '../../../lib/plugin/value/value';
import { list, number, objectType, string } from '../../../lib/schema/attribute';
import { at, DiagnosticError } from '../../../lib/schema/diagnostics';
import { NotKnownYet } from '../../../lib/schema/not-known-yet';
import { provider } from '../../../lib/schema/provider';
import type { References } from '../../../lib/schema/references';
import { GONE, type Resource, resource } from '../../../lib/schema/resource';
import { allAttributes } from '../../../lib/schema/server/kind';
import { DeclaredProviderService } from '../../../lib/schema/server/service';

const attributes = {
  name: string({ description: 'Name.', required: true, replace: true }),
  text: string({ description: 'Text.', optional: true }),
  words: list('string', { description: 'Words.', optional: true }),
  size: number({ description: 'Size.', computed: true }),
};

/** A world of named texts, which handlers change as a real resource changes a host. */
type World = Map<string, string>;

const thing: Resource = resource<World>()({
  name: 'thing',
  description: 'A text under a name.',
  attributes,
  async read({ runtime }, state) {
    const text = await runtime.get(state.name);
    return text === undefined ? GONE : { ...state, text, size: text.length };
  },
  async plan(_, { config }) {
    if (config.text === 'foreseen') return { planned: { size: 8 } };
    if (config.text === 'overruled') return { planned: { text: 'no' } };
    if (config.text === 'not known yet') throw new NotKnownYet('It is not made yet.');
    if (config.text === 'unforeseeable') throw new DiagnosticError('Refused', 'It cannot be.');
    return undefined;
  },
  async create({ runtime, save }, inputs) {
    const text = inputs.text ?? '';
    runtime.set(inputs.name, text);
    if (text === 'fails before saving') throw new DiagnosticError('Refused', 'text is refused.', at('text'));
    save({ ...inputs, size: UNKNOWN });
    if (text === 'fails after saving') throw new Error(`cannot go on with ${text}`);
    if (text === 'changes its mind') return { ...inputs, text: 'something else', size: 1 };
    if (text === 'gives the wrong type') return { ...inputs, size: 'many' as never };
    if (text === 'leaves out') return { name: inputs.name } as never;
    return { ...inputs, size: text.length };
  },
  async update({ runtime, save }, inputs, prior) {
    if (inputs.text === 'fails') throw new Error('no');
    if (inputs.text === 'fails half-way') {
      save({ ...inputs, size: UNKNOWN, words: [UNKNOWN] });
      throw new Error('no');
    }
    runtime.set(prior.name, inputs.text ?? '');
    return { ...inputs, size: (inputs.text ?? '').length };
  },
  async delete({ runtime, save }, state) {
    if (state.text === 'goes half-way') {
      save({ text: 'half' });
      throw new DiagnosticError('In use', 'It is in use.');
    }
    if (state.text === 'stays') throw new DiagnosticError('In use', 'It is in use.');
    runtime.delete(state.name);
  },
  import: {
    format: 'NAME',
    example: 'a',
    parse: (id) => (id.includes(' ') ? undefined : { name: id }),
  },
  timeouts: { delete: 60 },
  version: 2,
  upgrade: {
    0: ({ title, ...rest }) => ({ ...rest, name: title }),
    1: (stored) => ({ ...stored, text: String(stored.text).toUpperCase() }),
  },
});

const fixedThing: Resource = resource<World>()({
  name: 'fixed',
  description: 'A text that cannot be changed.',
  attributes: {
    name: string({ description: 'Name.', required: true, replace: true }),
    text: string({ description: 'Text.', computed: true }),
  },
  timeouts: { delete: 60 },
  read: async (_, known) => known,
  create: async (_, inputs) => ({ ...inputs, text: 'x' }),
  delete: async () => undefined,
});

const type = objectType(allAttributes(thing));

const SECRET = 'value-of-the-secret';
const references: References = {
  problem: (text) => (text.includes('{{broken') ? 'it is broken' : undefined),
  resolve(text) {
    if (text.includes('{{missing}}')) throw new Error('there is no key');
    return text.replaceAll('{{secret}}', SECRET);
  },
  restore: (template, actual) =>
    template.replaceAll('{{secret}}', SECRET) === actual ? template : template.includes('{{') ? '(differs)' : actual,
  redact: (text) => text.replaceAll(SECRET, '(secret)'),
};

const call: Call = { signal: new AbortController().signal };

async function serve(world: World = new Map(), extra: object = {}) {
  const service = new DeclaredProviderService(
    provider({
      name: 'test',
      description: 'Test.',
      attributes: {},
      resources: [thing, fixedThing],
      dataSources: [],
      referenceProblem: references.problem,
      configure: async () => ({ runtime: world, references, close: async () => undefined, ...extra }),
    }),
  );
  await service.configureProvider({ config: encode({}, ['object', {}]) });
  return service;
}

const state = (values: Record<string, Value>): ValueRecord => ({
  name: 'a',
  text: null,
  words: null,
  size: null,
  timeouts: null,
  ...values,
});

async function apply(
  service: DeclaredProviderService,
  prior: ValueRecord | null,
  planned: ValueRecord | null,
  { name, type: of } = { name: 'test_thing', type },
) {
  const response = await service.applyResourceChange(
    {
      typeName: name,
      priorState: encode(prior, of),
      plannedState: encode(planned, of),
      config: encode(planned, of),
      plannedPrivate: new Uint8Array(),
    },
    call,
  );
  return { state: response.newState && decode(response.newState, of), diagnostics: response.diagnostics };
}

async function read(service: DeclaredProviderService, current: ValueRecord) {
  const response = await service.readResource(
    { typeName: 'test_thing', currentState: encode(current, type), private: new Uint8Array() },
    call,
  );
  return { state: response.newState && decode(response.newState, type), diagnostics: response.diagnostics };
}

describe('applying', () => {
  test('a create that fails before anything was saved stores nothing, and says where', async () => {
    const { state: stored, diagnostics } = await apply(
      await serve(),
      null,
      state({ text: 'fails before saving', size: UNKNOWN }),
    );
    expect(stored).toBeNull();
    expect(diagnostics).toEqual([
      { severity: 'error', summary: 'Refused', detail: 'text is refused.', path: [{ attribute: 'text' }] },
    ]);
  });

  test('a create that fails after it saved stores what exists, with null for what was never known', async () => {
    const { state: stored, diagnostics } = await apply(
      await serve(),
      null,
      state({ text: 'fails after saving', size: UNKNOWN }),
    );
    expect(stored).toEqual(state({ text: 'fails after saving' }));
    expect(diagnostics[0]?.severity).toBe('error');
  });

  test('an unexpected failure is called a bug in the provider, without secrets', async () => {
    const service = await serve();
    const { diagnostics } = await apply(service, state({ text: 'x' }), state({ text: 'fails', size: UNKNOWN }));
    expect(diagnostics[0]?.detail).toContain('This is a bug in the provider.');
  });

  test('an update that fails keeps the state from before', async () => {
    const { state: stored } = await apply(
      await serve(),
      state({ text: 'x', size: 1 }),
      state({ text: 'fails', size: UNKNOWN }),
    );
    expect(stored).toEqual(state({ text: 'x', size: 1 }));
  });

  test('an update that fails half-way stores what was saved, and what was before for all else', async () => {
    const { state: stored } = await apply(
      await serve(),
      state({ text: 'x', size: 1, words: ['old'] }),
      state({ text: 'fails half-way', size: UNKNOWN, words: ['new'] }),
    );
    expect(stored).toEqual(state({ text: 'fails half-way', size: 1, words: ['old'] }));
  });

  test('a delete that fails half-way stores what is left, with its timeouts', async () => {
    const before = { ...state({ text: 'goes half-way', size: 5 }), timeouts: { delete: '5m' } };
    const { state: stored, diagnostics } = await apply(await serve(), before, null);
    expect(diagnostics[0]?.summary).toBe('In use');
    expect(stored).toEqual({ ...before, text: 'half' });
  });

  test('an object without an update takes new timeouts as they are', async () => {
    const timed = (timeout: string) => ({ name: 'a', text: 'x', timeouts: { delete: timeout } });
    const fixed = { name: 'test_fixed', type: objectType(allAttributes(fixedThing)) };
    const { state: stored, diagnostics } = await apply(await serve(), timed('5m'), timed('6m'), fixed);
    expect([stored, diagnostics]).toEqual([timed('6m'), []]);
  });

  test('a delete that fails keeps the object', async () => {
    const { state: stored, diagnostics } = await apply(await serve(), state({ text: 'stays', size: 5 }), null);
    expect(stored).toEqual(state({ text: 'stays', size: 5 }));
    expect(diagnostics[0]?.summary).toBe('In use');
  });

  test.each([
    ['changes its mind', 'it changed text against the plan'],
    ['leaves out', 'it left out text'],
    ['gives the wrong type', 'size'],
  ])('a handler that %s is named as the culprit, and what it made is kept', async (text, problem) => {
    const { state: stored, diagnostics } = await apply(await serve(), null, state({ text, size: UNKNOWN }));
    expect(diagnostics).toMatchObject([
      { severity: 'error', summary: expect.stringMatching(/A bug in the provider|failed/) },
    ]);
    expect(diagnostics[0]?.detail).toContain(problem);
    expect(stored).toMatchObject({ name: 'a' });
  });
});

describe('reading', () => {
  test('an object that is gone is answered with null', async () => {
    expect((await read(await serve(), state({ text: 'x' }))).state).toBeNull();
  });

  test('an object that cannot be looked at keeps its state when the provider says so', async () => {
    const broken = { goOnUnseen: () => [{ severity: 'warning', summary: 'Kept' }] };
    const world = {
      get: () => {
        throw new Error('unreachable');
      },
    } as unknown as World;
    const { state: stored, diagnostics } = await read(await serve(world, broken), state({ text: 'x', size: 1 }));
    expect(stored).toEqual(state({ text: 'x', size: 1 }));
    expect(diagnostics).toEqual([{ severity: 'warning', summary: 'Kept' }]);
  });

  test('a look that never ends is over when the user stops it, which is called no bug', async () => {
    const calls = new Calls();
    const running = calls.begin();
    const service = await serve({ get: () => new Promise(() => undefined) } as unknown as World);
    const answer = service.readResource(
      { typeName: 'test_thing', currentState: encode(state({ text: 'hangs' }), type), private: new Uint8Array() },
      running,
    );
    calls.abort('Terraform was interrupted.');
    const { newState, diagnostics } = await answer;
    expect(newState).toBeUndefined();
    expect(diagnostics).toEqual([
      {
        severity: 'error',
        summary: 'Stopped',
        detail: 'The operation was stopped before it was finished: Terraform was interrupted.',
      },
    ]);
  });

  test('an object that cannot be looked at is never taken for gone', async () => {
    const world = {
      get: () => {
        throw new Error('unreachable');
      },
    } as unknown as World;
    const { state: stored, diagnostics } = await read(await serve(world), state({ text: 'x', size: 1 }));
    expect(stored).toBeUndefined();
    expect(diagnostics[0]?.severity).toBe('error');
  });
});

describe('planning', () => {
  const planned = async (text: string) => {
    const config = encode(state({ text }), type);
    const request = {
      priorState: encode(null, type),
      proposedNewState: config,
      config,
      priorPrivate: new Uint8Array(),
    };
    const response = await (await serve()).planResourceChange({ typeName: 'test_thing', ...request }, call);
    return { state: response.plannedState && decode(response.plannedState, type), diagnostics: response.diagnostics };
  };

  test('takes from a hook what it knows of computed values', async () => {
    expect(await planned('foreseen')).toMatchObject({ state: { text: 'foreseen', size: 8 }, diagnostics: [] });
  });

  test('names the hook that plans what the user has to say', async () => {
    const { state: plan, diagnostics } = await planned('overruled');
    expect(plan).toBeUndefined();
    expect(diagnostics).toMatchObject([{ summary: 'A bug in the provider' }]);
    expect(diagnostics[0]?.detail).toContain('it planned text, which is not computed');
  });

  test('does without a hook that looks at what is not known yet', async () => {
    expect(await planned('not known yet')).toMatchObject({ state: { size: UNKNOWN }, diagnostics: [] });
  });

  test('fails with a hook that fails', async () => {
    expect(await planned('unforeseeable')).toMatchObject({ state: undefined, diagnostics: [{ summary: 'Refused' }] });
  });
});

describe('references to secrets', () => {
  test('handlers get the value, state keeps the reference', async () => {
    const world: World = new Map();
    const { state: stored } = await apply(await serve(world), null, state({ text: '{{secret}}', size: UNKNOWN }));
    expect(world.get('a')).toBe(SECRET);
    expect(stored).toMatchObject({ text: '{{secret}}' });
  });

  test('a value that is as it should be reads as its reference, another as a difference', async () => {
    const world: World = new Map([['a', SECRET]]);
    const service = await serve(world);
    expect((await read(service, state({ text: '{{secret}}' }))).state).toMatchObject({ text: '{{secret}}' });
    world.set('a', 'changed by hand');
    expect((await read(service, state({ text: '{{secret}}' }))).state).toMatchObject({ text: '(differs)' });
  });

  test('one that cannot be resolved is an error of the plan, at its attribute', async () => {
    const config = encode(state({ text: '{{missing}}' }), type);
    const { diagnostics } = await (await serve()).planResourceChange(
      {
        typeName: 'test_thing',
        priorState: encode(null, type),
        proposedNewState: config,
        config,
        priorPrivate: new Uint8Array(),
      },
      call,
    );
    expect(diagnostics).toEqual([
      { severity: 'error', summary: 'Secret not available', detail: 'there is no key', path: [{ attribute: 'text' }] },
    ]);
  });

  test('a malformed one is an error of the validation, also inside a list', async () => {
    const config = encode(state({ words: ['fine', '{{broken'] }), type);
    const { diagnostics } = await (await serve()).validateResourceConfig({ typeName: 'test_thing', config });
    expect(diagnostics).toMatchObject([{ severity: 'error', path: [{ attribute: 'words' }], detail: 'it is broken' }]);
  });
});

describe('importing', () => {
  test('puts in place what the id tells', async () => {
    const { importedResources } = await (await serve()).importResourceState({ typeName: 'test_thing', id: 'b' });
    expect(importedResources.map(({ state: imported }) => decode(imported, type))).toEqual([
      { ...state({}), name: 'b' },
    ]);
  });

  test('an id of another form is refused with the right one', async () => {
    const { diagnostics } = await (await serve()).importResourceState({ typeName: 'test_thing', id: 'b c' });
    expect(diagnostics[0]?.detail).toBe('"b c" does not name a test_thing. Give NAME, as in "a".');
  });

  test('what does not exist is an error, not an empty object', async () => {
    const service = await serve();
    const { importedResources } = await service.importResourceState({ typeName: 'test_thing', id: 'b' });
    const [imported] = importedResources;
    if (!imported) throw new Error('nothing was imported');
    const { diagnostics, newState } = await service.readResource(
      { typeName: 'test_thing', currentState: imported.state, private: imported.private ?? new Uint8Array() },
      call,
    );
    expect(newState).toBeUndefined();
    expect(diagnostics[0]?.summary).toBe('Nothing to import');
  });
});

describe('upgrading a stored state', () => {
  const upgrade = async (version: number, stored: object) => {
    const service = await serve();
    const { upgradedState } = await service.upgradeResourceState({
      typeName: 'test_thing',
      version,
      json: Buffer.from(JSON.stringify(stored)),
    });
    return upgradedState && decode(upgradedState, type);
  };

  test('goes version by version, and drops what no longer exists', async () => {
    expect(await upgrade(0, { title: 'a', text: 'x', size: 1, colour: 'red' })).toEqual(state({ text: 'X', size: 1 }));
  });

  test('a state of the current version passes, with null for attributes that are new', async () => {
    expect(await upgrade(2, { name: 'a', text: 'x', size: 1 })).toEqual(state({ text: 'x', size: 1 }));
  });
});

import type { Call, EncodedValue, Nesting, ProviderService, WireAttribute } from '../../../lib/plugin/service';
import { decode, encode } from '../../../lib/plugin/value/encoded';
import type { CtyType } from '../../../lib/plugin/value/type';
import { isUnknown, UNKNOWN } from '../../../lib/plugin/value/unknown';
import { DynamicValue, record, type Value, type ValueRecord } from '../../../lib/plugin/value/value';

/** The attributes of `toy_thing` that a configuration may set, of all types there are. */
const SETTABLE: Readonly<Record<string, CtyType>> = {
  label: 'string',
  text: 'string',
  number: 'number',
  flag: 'bool',
  words: ['list', 'string'],
  numbers: ['set', 'number'],
  labels: ['map', 'string'],
  place: ['object', { name: 'string', floor: 'number' }],
  places: ['list', ['object', { name: 'string', floor: 'number' }]],
  anything: 'dynamic',
};

/** The same object nested in each way there is, with attributes of its own. */
const SPOT: CtyType = ['object', { name: 'string', floor: 'number' }];
const NESTED: Readonly<Record<Nesting, CtyType>> = {
  single: SPOT,
  list: ['list', SPOT],
  set: ['set', SPOT],
  map: ['map', SPOT],
};

/** What the toy answers: known after apply. */
const COMPUTED: Readonly<Record<string, CtyType>> = { id: 'string', answer: 'dynamic', answers: ['list', 'string'] };

const ANSWERS: Readonly<Record<string, Value>> = {
  id: 'thing-1',
  answer: new DynamicValue('bool', true),
  answers: ['one', 'two'],
};

const THING_TYPES: Readonly<Record<string, CtyType>> = {
  ...COMPUTED,
  ...SETTABLE,
  ...Object.fromEntries(Object.entries(NESTED).map(([nesting, type]) => [`nested_${nesting}`, type])),
};
export const THING: CtyType = ['object', THING_TYPES];
export const PROVIDER: CtyType = ['object', { greeting: 'string' }];

/** A request as the toy saw it, for tests that look at the bytes. */
export interface Seen {
  readonly rpc: string;
  readonly values: Readonly<Record<string, EncodedValue>>;
}

export interface ToyOptions {
  readonly seen?: (seen: Seen) => void;
  /** Runs at the start of each apply. */
  readonly onApply?: (planned: ValueRecord | null, call: Call) => Promise<void> | void;
}

/**
 * A provider whose one resource `toy_thing` is nothing but its own state: what was configured, and an id. All its
 * values go through the codec, so whatever it answers has been decoded and encoded.
 */
export function toyProvider(options: ToyOptions = {}): ProviderService {
  const ok = { diagnostics: [] };
  const see = (rpc: string, values: Record<string, EncodedValue>) => options.seen?.({ rpc, values });
  const attributes: WireAttribute[] = Object.entries(SETTABLE).map(([name, type]) => ({ name, type, optional: true }));
  const computed: WireAttribute[] = Object.entries(COMPUTED).map(([name, type]) => ({ name, type, computed: true }));
  const nested: WireAttribute[] = (Object.keys(NESTED) as Nesting[]).map((nesting) => ({
    name: `nested_${nesting}`,
    optional: true,
    nestedType: {
      nesting,
      attributes: [
        { name: 'name', type: 'string', required: true },
        { name: 'floor', type: 'number', optional: true },
      ],
    },
  }));
  return {
    getProviderSchema: () => ({
      provider: { version: 0, block: { attributes: [{ name: 'greeting', type: 'string', optional: true }] } },
      resources: {
        toy_thing: {
          version: 1,
          block: {
            attributes: [...computed, ...attributes, ...nested],
            description: 'A *thing*.',
          },
        },
      },
      dataSources: {
        toy_thing: { version: 0, block: { attributes: [{ name: 'id', type: 'string', required: true }] } },
      },
    }),
    getResourceIdentitySchemas: () => ({}),
    validateProviderConfig: async () => ok,
    async configureProvider({ config }) {
      see('ConfigureProvider', { config });
      decode(config, PROVIDER);
      return ok;
    },
    async validateResourceConfig({ config }) {
      see('ValidateResourceConfig', { config });
      const thing = decode(config, THING) as ValueRecord;
      if (thing.text !== 'forbidden') return ok;
      return {
        diagnostics: [
          { severity: 'error', summary: 'Forbidden text', detail: 'Use another.', path: [{ attribute: 'text' }] },
        ],
      };
    },
    validateDataResourceConfig: async () => ok,
    async upgradeResourceState({ json }) {
      see('UpgradeResourceState', { state: { json } });
      return { upgradedState: encode(decode({ json }, THING), THING), diagnostics: [] };
    },
    upgradeResourceIdentity: async () => ok,
    async readResource({ currentState, private: memory }) {
      see('ReadResource', { currentState });
      return { newState: encode(decode(currentState, THING), THING), private: memory, diagnostics: [] };
    },
    async planResourceChange({ priorState, proposedNewState, config, priorPrivate }) {
      see('PlanResourceChange', { priorState, proposedNewState, config });
      const proposed = decode(proposedNewState, THING) as ValueRecord | null;
      const planned: Value =
        proposed &&
        record(Object.entries(proposed).map(([name, value]) => [name, name in COMPUTED ? (value ?? UNKNOWN) : value]));
      return {
        plannedState: encode(planned, THING),
        plannedPrivate: priorPrivate,
        requiresReplace: [[{ attribute: 'flag' }]],
        diagnostics: [],
      };
    },
    async applyResourceChange({ plannedState, priorState, config }, call) {
      see('ApplyResourceChange', { plannedState, priorState, config });
      const planned = decode(plannedState, THING) as ValueRecord | null;
      await options.onApply?.(planned, call);
      const made: Value =
        planned &&
        record(
          Object.entries(planned).map(([name, value]) => [name, isUnknown(value) ? (ANSWERS[name] ?? null) : value]),
        );
      return { newState: encode(made, THING), private: Buffer.from('{"made":"here"}'), diagnostics: [] };
    },
    async importResourceState({ typeName, id }) {
      const found = Object.keys(THING_TYPES).map((name) => [name, ANSWERS[name] ?? null] as const);
      const state = encode(record([...found, ['id', id]]), THING);
      return { importedResources: [{ typeName, state }], diagnostics: [] };
    },
    readDataSource: async ({ config }) => ({ state: config, diagnostics: [] }),
  };
}

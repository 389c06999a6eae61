import { equalValues } from '../../../lib/plugin/value/equal';
import { objectType } from '../../../lib/schema/attribute';
import { planObject } from '../../../lib/schema/plan';
import { hasUnknown } from '../../../lib/schema/validation';
import { brokenPromises, planProblems } from './plan-rules';
import { RandomObjects } from './random-objects';

const CASES = 300;

/** Each seed gives a schema, a configuration of it and a state of before. */
function each(check: (made: ReturnType<typeof make>) => void): void {
  for (let seed = 1; seed <= CASES; seed++) {
    const made = make(seed);
    try {
      check(made);
    } catch (error) {
      throw new Error(`seed ${seed}: ${JSON.stringify(made, null, 1)}\n${(error as Error).message}`);
    }
  }
}

function make(seed: number) {
  const random = new RandomObjects(seed);
  const attributes = random.schema();
  const config = random.config(attributes, true);
  const prior = random.chance(0.3) ? null : random.stored(attributes);
  return { random, attributes, config, prior };
}

test('whatever the schema, the configuration and the state, Terraform accepts the plan', () => {
  each(({ attributes, config, prior }) => {
    expect(planProblems(attributes, config, prior, planObject(attributes, config, prior).planned)).toEqual([]);
  });
});

test('planning changes nothing it is given, and gives the same again', () => {
  each(({ attributes, config, prior }) => {
    const given = JSON.stringify([config, prior]);
    const plans = [planObject(attributes, config, prior), planObject(attributes, config, prior)];
    expect(plans[0]).toEqual(plans[1]);
    expect(JSON.stringify([config, prior])).toBe(given);
  });
});

test('what a plan says stays true when the rest becomes known', () => {
  each(({ random, attributes, config, prior }) => {
    const known = random.known(attributes, config);
    const [first, second] = [planObject(attributes, config, prior), planObject(attributes, known, prior)];
    expect(brokenPromises(first.planned, second.planned)).toEqual([]);
  });
});

test('after an apply there is nothing left to do', () => {
  each(({ random, attributes, config, prior }) => {
    const known = random.known(attributes, config);
    const applied = random.known(attributes, planObject(attributes, known, prior).planned);
    const again = planObject(attributes, known, applied);
    expect(again).toMatchObject({ changed: false, replace: [] });
    expect(equalValues(again.planned, applied, objectType(attributes))).toBe(true);
  });
});

test('an object is replaced only for what is configured to differ, never for a value that the provider makes', () => {
  each(({ attributes, config, prior }) => {
    for (const [step] of planObject(attributes, config, prior).replace) {
      const name = step && 'attribute' in step ? step.attribute : '';
      const { presence, default: fallback } = attributes[name] ?? {};
      expect([name, config[name] !== null || fallback !== undefined || presence === 'optional']).toEqual([name, true]);
    }
  });
});

test('a configured value that is unknown leaves no computed value promised that it could change', () => {
  each(({ attributes, config, prior }) => {
    if (!prior || !hasUnknown(config)) return;
    const { planned, changed } = planObject(attributes, config, prior);
    expect(changed).toBe(true);
    for (const [name, { presence, stable, follows, replace }] of Object.entries(attributes)) {
      if (!presence.endsWith('computed') || config[name] !== null || stable || replace || follows) continue;
      expect([name, hasUnknown(planned[name] ?? null)]).toEqual([name, true]);
    }
  });
});

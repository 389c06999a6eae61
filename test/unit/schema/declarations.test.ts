import { stackwright } from '../../../lib/provider';
import { list, object, string } from '../../../lib/schema/attribute';
import { declarationProblems } from '../../../lib/schema/check';
import type { Provider } from '../../../lib/schema/provider';

test("the provider's own declarations keep all of Terraform's rules", () => {
  expect(declarationProblems(stackwright)).toEqual([]);
});

const withResource = (declaration: object): Provider => ({
  ...stackwright,
  resources: [{ name: 'x', description: 'X.', attributes: {}, ...declaration } as Provider['resources'][number]],
  dataSources: [],
});

describe('declarations that Terraform would choke on are found', () => {
  test.each<[string, object, string]>([
    [
      'a reserved name',
      { attributes: { count: string({ description: 'Count.', computed: true }) } },
      'x.count: the name is reserved',
    ],
    ['a name in capitals', { attributes: { Name: string({ description: 'Name.', computed: true }) } }, 'must match'],
    [
      'a description that is no sentence',
      { attributes: { a: string({ description: 'a', computed: true }) } },
      'must be a sentence',
    ],
    [
      'a missing update',
      { attributes: { a: string({ description: 'A.', optional: true }) } },
      'has no update, so a must replace',
    ],
    ['a missing upgrade', { version: 1 }, 'no upgrade from 0'],
    [
      'computed inside configured',
      {
        update: async () => ({}),
        attributes: {
          a: object({ b: string({ description: 'B.', computed: true }) }, { description: 'A.', optional: true }),
        },
      },
      'x.a.b: a computed attribute inside a configured object',
    ],
    [
      'a computed attribute that replaces',
      { attributes: { a: list('string', { description: 'A.', computed: true, replace: true }) } },
      'cannot replace',
    ],
    [
      'an attribute that follows what is not there',
      { attributes: { a: string({ description: 'A.', computed: true, follows: ['b'] }) } },
      'x.a follows b, which is no other attribute of it',
    ],
    [
      'a nested attribute that replaces',
      {
        attributes: {
          a: object(
            { b: string({ description: 'B.', optional: true, replace: true }) },
            { description: 'A.', optional: true, replace: true },
          ),
        },
      },
      'x.a.b: only a whole attribute can replace',
    ],
  ])('%s', (_, declaration, problem) => {
    expect(declarationProblems(withResource(declaration)).join('\n')).toContain(problem);
  });
});

import { readPlanJson } from '../../../lib/review/plan/plan-json';
import { planned, planText, reviewOf } from './plan-of';

test.each([
  ['nothing', '', /^plan\.json is empty/],
  ['a plan in Terraform’s own form', 'PK\u0003\u0004…', /own form.*terraform show -json plan\.json/],
  ['a text', 'Terraform will perform', /is not JSON\. Make it with/],
  ['the messages of plan -json', '{"@level":"info","type":"version"}\n{"@level":"info"}\n', /stream of messages/],
  ['one message of plan -json', '{"@level":"error","@message":"no"}', /a message that "terraform plan -json" prints/],
  ['a list', '[]', /no object/],
  ['a state', '{"format_version":"1.0","values":{}}', /is a state/],
  ['a state file', '{"version":4,"serial":3,"lineage":"a"}', /is a state file/],
  ['schemas', '{"format_version":"1.0","provider_schemas":{}}', /providers schema -json/],
  ['a validation', '{"format_version":"1.0","valid":true,"diagnostics":[]}', /validate -json/],
  ['something else', '{"name":"stackwright"}', /neither format_version nor resource_changes/],
  [
    'another format',
    '{"format_version":"2.0","resource_changes":[]}',
    /format_version "2\.0"; this command knows 1\.x/,
  ],
  ['no format', '{"resource_changes":[]}', /format_version undefined/],
  ['a failed plan', planText([], { errored: true }), /ended with an error/],
  ['no change of a resource', planText([{ address: 'a' } as never]), /resource_changes\[0\] has no address, type/],
  ['no list', planText([], { resource_drift: {} }), /resource_drift\[0\]/],
])('%s is refused, with what it is and what to do', (_, text, message) => {
  expect(() => readPlanJson(text, 'plan.json')).toThrow(message);
});

test('nothing is quoted of what is no JSON', () => {
  expect(() => readPlanJson('opensesame', 'plan.json')).toThrow(expect.not.stringContaining('opensesame'));
});

test('a plan of nothing is a plan', () => {
  expect(reviewOf([]).changes).toEqual([]);
  expect(readPlanJson('{"format_version":"1.3"}', 'plan.json').resource_changes).toBeUndefined();
});

test('an action that is not known is refused', () => {
  const change = planned('service.a', {}, {}, { change: { actions: ['polish'] } });
  expect(() => reviewOf([change])).toThrow('The plan has stackwright_service.a do "polish"');
});

test('data sources are no changes, and other providers’ resources are', () => {
  const data = { ...planned('host.a', null, {}), mode: 'data', change: { actions: ['read'] } };
  const foreign = { ...planned('x.a', null, { triggers: null }), address: 'null_resource.a', type: 'null_resource' };
  const { changes } = reviewOf([data, foreign]);
  expect(changes).toMatchObject([
    { label: '`null_resource.a`', kind: undefined, place: { kind: 'other', name: 'null' } },
  ]);
});

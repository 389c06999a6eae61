import { htmlPageOf } from '../../../lib/review/page/html';
import { pageOf } from '../../../lib/review/page/page';
import { manyChanges } from './many';
import { type Planned, planned, reviewOf } from './plan-of';

const html = (changes: readonly Planned[], rest: object = {}) => htmlPageOf(pageOf(reviewOf(changes, rest)));

test('the page needs nothing from anywhere', async () => {
  const page = await html(manyChanges(30));
  expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|base)\b/i);
  expect(page).not.toMatch(/(src|href)\s*=|url\(|@import/i);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  expect(page).toContain('prefers-color-scheme: dark');
});

test('values are text wherever they stand', async () => {
  const evil = `"><img src=x onerror='alert(1)'>&amp;<b>`;
  const page = await html([
    planned('service.a', null, { host: evil, name: evil, overrides: { [evil]: { [evil]: [evil] } } }),
    planned('network.a', null, { cloud: evil, name: evil }),
  ]);
  expect(page).not.toMatch(/<img|<b>/);
  expect(page).toContain('&#60;img src=x onerror=');
  expect(page).toContain('&#38;amp;');
});

test('the picture is drawn into the page, with hosts, services, clouds and rings', async () => {
  const page = await html(
    [
      planned(
        'service.a',
        { host: 'node1', name: 'keystone.service' },
        { host: 'node1', name: 'keystone.service', readiness: { http: 'http://192.0.2.11:5000/v3' } },
      ),
      planned('network.a', null, { cloud: 'main', name: 'private' }),
      planned('swift_ring.a', null, {
        host: 'node1',
        type: 'object',
        devices: { '192.0.2.11:6200/sdb1': { weight: 1 } },
      }),
    ],
    {
      configuration: {
        provider_config: {
          stackwright: { expressions: { hosts: { constant_value: { node1: { address: '192.0.2.11' } } } } },
        },
      },
    },
  );
  expect(page).toContain('<svg');
  for (const text of ['~ keystone', ':5000', '+ private', 'node1', '192.0.2.11', 'object', '1 device'])
    expect(page).toContain(text);
});

test('a page of 2000 resources has all of them, and stays a page', async () => {
  const page = await html(manyChanges(2_000));
  expect(page.length).toBeLessThan(2_000_000);
  expect(page.match(/<h3>/g)).toHaveLength(2_000);
  expect(page).toContain('service1999/service.conf'.replace('1999', '1998'));
});

import { mermaidOf } from '../../../lib/review/page/mermaid';
import { planned, reviewOf } from './plan-of';

const hosts = (number: number) => ({
  configuration: {
    provider_config: {
      stackwright: {
        expressions: {
          hosts: {
            constant_value: Object.fromEntries(
              Array.from({ length: number }, (_, index) => [
                `node${index + 1}`,
                { address: `192.0.2.${index + 1}`, private_key_path: '/k' },
              ]),
            ),
          },
        },
      },
    },
  },
});
const service = (host: string, name: string, port: number) => ({
  host,
  name: `${name}.service`,
  readiness: { tcp: `192.0.2.1:${port}` },
});

test('hosts have their services with ports, changed parts are marked', () => {
  const api = service('node1', 'api', 80);
  const { topology } = reviewOf(
    [
      planned('service.b', service('node1', 'cache', 11211), service('node1', 'cache', 11211)),
      planned('service.a', api, { ...api, enabled: false }),
      planned('service.c', service('node1', 'old', 81), null),
    ],
    hosts(2),
  );
  expect(topology.hosts).toEqual([
    {
      name: 'node1',
      address: '192.0.2.1',
      mark: 'changed',
      services: [
        { name: 'api', detail: ':80', mark: 'changed' },
        { name: 'old', detail: ':81', mark: 'removed' },
        { name: 'cache', detail: ':11211', mark: 'same' },
      ],
    },
    { name: 'node2', address: '192.0.2.2', mark: 'same', services: [] },
  ]);
});

test('a ring leads to the hosts that have its devices', () => {
  const devices = { '192.0.2.2:6200/sdb1': {}, '192.0.2.2:6200/sdc1': {}, '192.0.2.3:6200/sdb1': {} };
  const { topology } = reviewOf([planned('swift_ring.a', null, { host: 'node1', type: 'object', devices })], hosts(3));
  expect(topology.rings).toMatchObject([{ name: 'object', detail: 'ring, 3 devices', mark: 'added' }]);
  expect([...(topology.rings[0]?.hosts ?? [])]).toEqual([
    ['node2', 2],
    ['node3', 1],
  ]);
});

test('a cloud is there before its Keystone has told its id', () => {
  const bootstrap = planned('keystone_bootstrap.k', null, { host: 'node1', cloud: 'main' });
  const network = planned('network.n', null, { name: 'private' }, { change: { after_unknown: { cloud: true } } });
  const { configuration } = hosts(1);
  const resources = [
    {
      address: 'stackwright_network.n',
      expressions: {
        cloud: { references: ['stackwright_keystone_bootstrap.k.id', 'stackwright_keystone_bootstrap.k'] },
      },
    },
  ];
  const { topology } = reviewOf([network, bootstrap], {
    configuration: { ...configuration, root_module: { resources } },
  });
  expect(topology.clouds).toEqual([
    { name: 'main', mark: 'added', keystone: 'node1', parts: [{ name: 'private', detail: 'network', mark: 'added' }] },
  ]);
});

test('in a comment, what stays as it is makes room for what does not', () => {
  const many = Array.from({ length: 30 }, (_, index) =>
    planned(`service.s${index}`, service('node20', `s${index}`, index), service('node20', `s${index}`, index)),
  );
  const changed = planned('service.x', null, service('node20', 'x', 99));
  const lines = mermaidOf(reviewOf([...many, changed], hosts(20)).topology).split('\n');
  expect(lines[1]).toContain('host0["node20 192.0.2.20<br/>x :99 (new)<br/>');
  expect(lines[1]).toContain('<br/>23 more"]:::changed');
  expect(lines).toContain('  hosts["8 more hosts"]');
});

test('names mean nothing to Mermaid', () => {
  const text = mermaidOf(reviewOf([planned('service.x', null, { host: 'a"]; click x', name: '<b>%%' })]).topology);
  expect(text).toContain('host0["a#34;#93;#59; click x (new)<br/>#60;b#62;#37;#37; (new)"]:::added');
});

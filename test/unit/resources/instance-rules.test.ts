import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { instanceAttributes, instanceRules } from '../../../lib/resources/compute/instance-attributes';

const of = (values: object) => {
  const nothing = Object.fromEntries(Object.keys(instanceAttributes).map((name) => [name, null]));
  return instanceRules
    .flatMap((rule) => rule.problems({ ...nothing, image_id: 'i', ...values } as never))
    .map(({ detail }) => detail);
};
const networks = [{ network_id: 'n', port_id: null, fixed_ip: null }];
const volume = { volume_id: null, size_gb: null, volume_type_id: null, delete_on_termination: null };
const port = { network_id: null, port_id: 'p', fixed_ip: null };

test.each([
  [{ networks, security_groups: ['ssh'] }, []],
  [{ without_network: true }, []],
  [{ without_network: true, security_groups: [] }, []],
  [{ without_network: true, security_groups: ['ssh'] }, ['leave them out, or give `networks`']],
  [{ without_network: true, security_groups: [UNKNOWN] }, ['leave them out, or give `networks`']],
  [{ without_network: true, security_groups: UNKNOWN }, []],
  [{ networks: UNKNOWN, without_network: UNKNOWN, security_groups: ['ssh'] }, []],
  [{ networks: [...networks, port], security_groups: ['ssh'] }, ['networks[1] is a port, which has security groups']],
  [{}, ['Give at least one, or without_network = true']],
  [{ networks, without_network: true }, ['Leave out `networks`, or `without_network`']],
  [{ networks: [{ ...port, network_id: 'n' }] }, ['Give `network_id` or `port_id`, not both']],
  [{ networks: [{ ...port, fixed_ip: '192.0.2.5' }] }, ['The port has its address already']],
  [{ networks, image_id: null }, ['Give `image_id`, or `boot_volume` with a `volume_id`']],
  [{ networks, image_id: UNKNOWN }, []],
  [{ networks, image_id: null, boot_volume: UNKNOWN }, []],
  [{ networks, image_id: null, boot_volume: { ...volume, volume_id: 'v' } }, []],
  [{ networks, image_id: null, boot_volume: { ...volume, volume_id: UNKNOWN } }, []],
  [{ networks, boot_volume: { ...volume, volume_id: 'v' } }, ['Leave out `image_id`.']],
  [{ networks, image_id: null, boot_volume: { ...volume, volume_id: 'v', size_gb: 1 } }, ['Leave out `size_gb`.']],
  [{ networks, boot_volume: { ...volume, size_gb: 1, volume_type_id: 't' } }, []],
  [{ networks, boot_volume: volume }, ['Give `size_gb`, or the `volume_id` of one that is there.']],
  [{ networks, image_id: null, boot_volume: volume }, ['Give `image_id` and `size_gb`, or the `volume_id`']],
  [{ networks, boot_volume: { ...volume, size_gb: 1 }, on_image_change: 'rebuild' }, ['Only a root disk on a host']],
])('of an instance %j is told %j', (values, expected) => {
  const found = of(values);
  expect(found).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
});

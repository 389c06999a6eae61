import { stackwright } from '../../../lib/provider';
import { isNamingHost } from '../../../lib/resources/host-attribute';

test('the host of each resource is one of the provider, but where it is a name of OpenStack', () => {
  const others = stackwright.resources.filter(({ attributes: { host } }) => host !== undefined && !isNamingHost(host));
  expect(others.map(({ name }) => name).sort()).toEqual([
    'compute_instance',
    'compute_service',
    'network_agent',
    'volume',
    'volume_service',
  ]);
});

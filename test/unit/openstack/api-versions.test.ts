import { apiUrl } from '../../../lib/openstack/api-versions';

test.each([
  ['without a version', 'http://192.0.2.11:9696', 'network', 'http://192.0.2.11:9696/v2.0'],
  ['with its version', 'http://192.0.2.11:8774/v2.1', 'compute', 'http://192.0.2.11:8774/v2.1'],
  ['with another version', 'http://192.0.2.11:8774/v2', 'compute', 'http://192.0.2.11:8774/v2.1'],
  ["with a project's id, as of old", 'http://192.0.2.11:8774/v2.1/0f2c', 'compute', 'http://192.0.2.11:8774/v2.1'],
  ['with a project, as Cinder has it', 'http://192.0.2.11:8776/v3/0f2c', 'volumev3', 'http://192.0.2.11:8776/v3'],
  ['below a path', 'https://cloud.example/image', 'image', 'https://cloud.example/image/v2'],
  ['of an API that has none', 'http://192.0.2.11:8778', 'placement', 'http://192.0.2.11:8778'],
])('an endpoint %s leads to the version that is spoken', (_, endpoint, service, url) => {
  expect(apiUrl(service, endpoint)).toBe(url);
});

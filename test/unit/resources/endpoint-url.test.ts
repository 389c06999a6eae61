import { endpointUrl } from '../../../lib/resources/identity/endpoint-url';

test.each([
  'http://192.0.2.11:9292',
  'https://cloud.example.org/image',
  'http://192.0.2.11:8776/v3/%(project_id)s',
  'http://192.0.2.11:8776/v3/%(tenant_id)s',
  'http://192.0.2.11:8776/v3/$(project_id)s',
  'http://192.0.2.11:8080/v1/AUTH_$(tenant_id)s',
  'http://192.0.2.11/%(user_id)s/%(project_id)s',
  'http://[2001:db8::1]:5000/v3',
  'http://192.0.2.11/a%20b',
])('%s is the URL of an endpoint', (url) => {
  expect(endpointUrl.problem(url)).toBeUndefined();
});

test.each([
  ['192.0.2.11:9292', 'begins with "http://"'],
  ['ftp://192.0.2.11', 'begins with "http://"'],
  ['http://', 'Give a URL'],
  ['http://192.0.2.11:99999', 'Give a URL'],
  ['http://192.0.2.11/a b', 'Leave out the spaces'],
  ['http://192.0.2.11/%(projectid)s', 'Keystone knows no %(projectid)s. Write %(project_id)s or %(user_id)s.'],
  ['http://192.0.2.11/$(admin)s', 'Keystone knows no $(admin)s.'],
  ['http://192.0.2.11/%(project_id)', '"%(project_id)" is no template. Write %(project_id)s'],
  ['http://192.0.2.11/%(project_id', 'is no template'],
  ['http://192.0.2.11/%project_id', '"%" is no template'],
  ['http://%(project_id)s.example.org:port', 'Give a URL'],
])('%s is none', (url, problem) => {
  expect(endpointUrl.problem(url)).toContain(problem);
});

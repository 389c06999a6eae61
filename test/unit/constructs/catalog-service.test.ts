import { CatalogService, Cloud, type EndpointUrls, Region, Secret } from '../../../constructs';
import { BOOTSTRAP, reference, synthInCloud, synthKeystone } from './in-cloud';
import { type Synthesized, synth } from './synth';

const URL = 'http://192.0.2.1:8776/v3/%(project_id)s';

/** The addresses of the endpoints, without the hashes that stand for their paths. */
function addresses({ text }: Synthesized): string[] {
  const endpoints = JSON.parse(text).resource.stackwright_identity_endpoint as object;
  return Object.keys(endpoints).sort();
}

test('a service has its URLs in the region of the cloud, one for all who ask unless told otherwise', () => {
  const { one, all } = synthKeystone(({ cloud }, host) => {
    new CatalogService(host, 'cinder', {
      cloud,
      type: 'volumev3',
      description: 'Volumes',
      endpoints: { publicUrl: URL, adminUrl: 'http://10.0.0.1:8776/v3' },
    });
  });
  const cloud = expect.stringMatching(BOOTSTRAP);
  expect(one('identity_service')).toEqual({ cloud, name: 'cinder', type: 'volumev3', description: 'Volumes' });
  const endpoint = {
    cloud,
    region: 'regionOne',
    service_id: expect.stringMatching(reference('identity_service', 'node1_cinder', 'id')),
  };
  expect(all('identity_endpoint')).toEqual([
    { ...endpoint, interface: 'admin', url: 'http://10.0.0.1:8776/v3' },
    { ...endpoint, interface: 'internal', url: URL },
    { ...endpoint, interface: 'public', url: URL },
  ]);
});

test('endpoints in a region that the stack makes come after it', () => {
  const { all } = synthInCloud((stack, cloud) => {
    const region = new Region(stack, 'regionTwo', { cloud });
    new CatalogService(stack, 'cinder', { cloud, type: 'volumev3' }).addEndpoints(region.name, { publicUrl: URL });
  });
  const regions = all('identity_endpoint').map(({ region }) => region);
  expect(regions).toEqual(Array(3).fill(expect.stringMatching(reference('identity_region', 'regionTwo', 'id'))));
});

test('an endpoint has the same address in whatever order regions are added', () => {
  const inOrder = (...names: string[]) =>
    synthInCloud((stack, cloud) => {
      const made = new Region(stack, 'made', { cloud });
      const cinder = new CatalogService(stack, 'cinder', { cloud, type: 'volumev3' });
      for (const name of names) cinder.addEndpoints(name === 'made' ? made.name : name, { publicUrl: URL });
    });
  const [all, backwards, fewer] = [
    inOrder('north', 'made', 'south'),
    inOrder('south', 'made', 'north'),
    inOrder('made'),
  ];
  expect(addresses(all)).toEqual(addresses(backwards));
  expect(addresses(all)).toEqual(expect.arrayContaining(addresses(fewer)));
  expect(addresses(all)).toContainEqual(expect.stringMatching(/^cinder_Endpointpublicinnorth_/));
  expect(addresses(all)).toHaveLength(9);
});

describe('fails', () => {
  const withEndpoints = (region: string, urls: Partial<EndpointUrls>) => () =>
    synthInCloud((stack, cloud) => {
      const endpoints = { publicUrl: URL };
      const cinder = new CatalogService(stack, 'cinder', { cloud, type: 'volumev3', endpoints });
      cinder.addEndpoints(region, { ...endpoints, ...urls });
    });

  test('with a second set of endpoints in a region', () => {
    expect(withEndpoints('regionOne', {})).toThrow(
      'CatalogService "test/cinder" cannot be defined:\n  - it has endpoints in "regionOne" already: give all URLs of a region at once.',
    );
  });

  test.each([
    ['publicUrl', 'cloud.example/v3'],
    ['internalUrl', 'ftp://cloud.example'],
    ['adminUrl', 'http://cloud.example/a b'],
  ])('with a %s that is none', (name, url) => {
    expect(withEndpoints('north', { [name]: url })).toThrow(`${name} is "${url}": give a URL such as`);
  });

  test('with a region that could not stand in a URL', () => {
    expect(withEndpoints('', {})).toThrow('region is "": give a name of 1 to 255 characters without "/".');
  });

  test('with a type that has spaces in it', () => {
    const define = () =>
      synthInCloud((stack, cloud) => new CatalogService(stack, 'x', { cloud, type: 'block storage' }));
    expect(define).toThrow('type is "block storage": give a type such as "image", without spaces.');
  });

  test('with endpoints in a cloud that names no region', () => {
    const define = () =>
      synth((stack) => {
        const cloud = new Cloud(stack, 'main', { authUrl: 'http://192.0.2.1:5000', password: Secret.named('cloud') });
        new CatalogService(stack, 'x', { cloud, type: 'image', endpoints: { publicUrl: URL } });
      });
    expect(define).toThrow('endpoints are given, but the cloud names no region: give it one, or use addEndpoints.');
  });

  test('with a second service of the same type and name, or the one that comes with Keystone', () => {
    const twice = () =>
      synthInCloud((stack, cloud) => {
        new CatalogService(stack, 'one', { cloud, name: 'glance', type: 'image' });
        new CatalogService(stack, 'two', { cloud, name: 'glance', type: 'image' });
      });
    expect(twice).toThrow('CatalogService "test/one" stands for the service of the type "image" "glance" of the cloud');
    const own = () =>
      synthKeystone(({ cloud }, host) => new CatalogService(host, 'keystone', { cloud, type: 'identity' }));
    expect(own).toThrow('Keystone "test/node1/Keystone" stands for the service of the type "identity" "keystone"');
  });
});

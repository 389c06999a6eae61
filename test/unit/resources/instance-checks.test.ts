import { checkImage, checkPlanned } from '../../../lib/resources/compute/instance-checks';
import { Diagnostics } from '../../../lib/schema/diagnostics';
import { LocalCloud } from './local-cloud';

const FLAVOR = { id: 'tiny', name: 'tiny', ram: 64, disk: 1 };
const image = (id: string, status: string, min_ram = 0) => ({ id, name: `${id}-name`, status, min_ram, min_disk: 0 });

describe('the image of an instance', () => {
  let local: LocalCloud;
  /** What Glance lists, and what has become of each since. */
  const [whole, away, large] = [image('whole', 'active'), image('away', 'deactivated'), image('large', 'active', 65)];
  const listed = [whole, away, large, image('back', 'deactivated')];
  const now = [whole, away, large, image('back', 'active')];

  beforeAll(async () => {
    local = await LocalCloud.start(({ pathname, searchParams }) => {
      if (pathname === '/v2.1/flavors/detail') return { flavors: [FLAVOR] };
      if (pathname === '/v2/images') return { images: searchParams.has('os_hidden') ? [] : listed };
      return now.find(({ id }) => pathname === `/v2/images/${id}`);
    });
  });
  afterAll(() => local.close());

  const plan = async (image_id: string) => {
    const diagnostics = new Diagnostics();
    await checkPlanned(local.cloud, { flavor_id: 'tiny', image_id, networks: null } as never, null, diagnostics);
    return diagnostics.all.map(({ severity, detail }) => `${severity}: ${detail}`);
  };
  const check = (image_id: string) =>
    checkImage(local.cloud, { flavor_id: 'tiny', image_id, boot_volume: null }, new AbortController().signal);

  test('may have yet to become active when it is planned', async () => {
    expect(await plan('whole')).toEqual([]);
    expect(await plan('away')).toEqual([
      'warning: The image away-name is deactivated, so that nothing boots from it. Unless that changes, this fails.',
    ]);
  });

  test('has to be active when it is made', async () => {
    await check('whole');
    await check('back');
    await expect(check('away')).rejects.toThrow('The image away-name is deactivated, so that nothing boots from it.');
  });

  test('has to go together with the flavor', async () => {
    const message = 'The image large-name needs 65 MiB of memory, and the flavor tiny has 64.';
    await expect(plan('large')).rejects.toThrow(message);
    await expect(check('large')).rejects.toThrow(message);
  });

  test('has to be there', async () => {
    await expect(plan('nowhere')).rejects.toThrow('has no image "nowhere"');
    await expect(check('nowhere')).rejects.toThrow('has no image "nowhere"');
  });
});

import { after, killedApply, leftoversEnd, processesOf, randomMoments, VICTIMS } from './killed-apply';
import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const MOMENTS = 20;
const DIRECTORY = '/etc/stackwright-interrupted';

/** Everything that the resources below can touch, in one text. */
const LOOK = `
  cd /etc && find . -type f ! -name '*-' ! -name '.pwd.lock' -exec sha256sum {} + | sort -k2
  find . ! -type f -printf '%p %y %m %l\\n' | sort
  sysctl net.ipv4.tcp_syn_retries net.ipv4.tcp_fin_timeout
  systemctl is-enabled interrupted.service; systemctl is-active interrupted.service
  ls -d /var/lib/stackwright 2>/dev/null
  ls /home /tmp | grep -v systemd-private; true`;

const UNIT = '[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n';

describe(`an apply that is killed at ${MOMENTS} random moments`, () => {
  let host: TestHost;
  let workspace: Workspace;
  let before: string;

  beforeAll(async () => {
    host = await labHost('node1');
    workspace = await Workspace.openWithProcess();
    await host.shell(`
      rm -rf ${DIRECTORY} /var/lib/stackwright; mkdir ${DIRECTORY}
      echo original > ${DIRECTORY}/file-0
      printf '# explained\\n[a]\\nown = 1\\nchanged = before\\n' > ${DIRECTORY}/config-0
      printf '${UNIT}' > /etc/systemd/system/interrupted.service; systemctl daemon-reload`);
    before = await host.shell(LOOK);
  });
  afterAll(async () => {
    await host.shell('rm -f /etc/systemd/system/interrupted.service; systemctl daemon-reload');
    await workspace.close();
  });

  const many = (count: number, make: (index: number) => object) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`o${index}`, { host: host.name, ...make(index) }]));

  const configure = (round: number) =>
    workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_file: many(30, (index) => ({ path: `${DIRECTORY}/file-${index}`, content: `${round} ${index}\n` })),
        stackwright_config_file: many(10, (index) => ({
          path: `${DIRECTORY}/config-${index}`,
          create: true,
          settings: { a: { changed: `${round}`, added: 'x' }, b: { c: 'd' } },
        })),
        stackwright_directory: many(5, (index) => ({ path: `${DIRECTORY}/directory-${index}`, mode: '0750' })),
        stackwright_sysctl: {
          retries: { host: host.name, key: 'net.ipv4.tcp_syn_retries', value: `${2 + (round % 3)}` },
          timeout: { host: host.name, key: 'net.ipv4.tcp_fin_timeout', value: `${30 + (round % 3)}` },
        },
        stackwright_system_user: many(2, (index) => ({
          name: `interrupted${index}`,
          comment: `round ${round}`,
          remove_home: true,
        })),
        stackwright_service: {
          unit: { host: host.name, name: 'interrupted.service', overrides: { Service: { Nice: [`${round % 5}`] } } },
        },
      },
    });

  test('converges with the next one, with nothing twice and no process left', async () => {
    const next = randomMoments(300, 2_800);
    let interrupted = 0;
    for (let moment = 0; moment < MOMENTS; moment++) {
      await configure(moment);
      if (await killedApply(workspace, () => after(next()), VICTIMS[moment % VICTIMS.length] as RegExp)) interrupted++;
    }
    expect(interrupted).toBeGreaterThan(MOMENTS / 2);
    await leftoversEnd(host);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(
      await host.shell(`ls ${DIRECTORY} | wc -l; grep -c . ${DIRECTORY}/config-0; grep -c interrupted /etc/passwd`),
    ).toBe('45\n7\n2\n');
    await workspace.destroy();
    expect(await host.shell(LOOK)).toBe(before);
    expect(await processesOf(workspace.directory)).toEqual([]);
  });
});

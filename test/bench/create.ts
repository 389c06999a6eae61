import type { TestHost } from '../host/lab-host';
import { Workspace } from '../host/workspace';
import { atLeast, report, seconds, sideBySide } from './measure';

const COUNT = 200;

/** Creating many files, against Terraform's own provisioners doing the same with equal parallelism. */
export async function measureCreate(rounds: number, host: TestHost): Promise<void> {
  const { address, user, privateKey } = host.details;
  const ours = await Workspace.openWithProcess();
  const theirs = await Workspace.openWithProcess();
  const each = (make: (index: number) => object) =>
    Object.fromEntries(Array.from({ length: COUNT }, (_, index) => [`o${index}`, make(index)]));
  const clean = () => host.shell('rm -rf /etc/bench /var/lib/stackwright; mkdir /etc/bench');
  try {
    await ours.configure({
      provider: host.provider,
      resource: {
        stackwright_file: each((index) => ({
          host: host.name,
          path: `/etc/bench/${index}`,
          content: `${index}\n`,
          mode: '0640',
        })),
      },
    });
    await theirs.configure({
      resource: {
        terraform_data: each((index) => ({
          // Without the host's key, in their favour: they would take an ECDSA key only, and wait for it for ever.
          connection: { host: address, user, private_key: `\${file("${privateKey}")}` },
          provisioner: [
            { file: { content: `${index}\n`, destination: `/etc/bench/${index}` } },
            { 'remote-exec': { inline: [`chown root:root /etc/bench/${index} && chmod 0640 /etc/bench/${index}`] } },
          ],
        })),
      },
    });
    const { resources, provisioners } = await sideBySide(rounds, {
      resources: () => created(ours, host, clean),
      provisioners: () => created(theirs, host, clean),
    });
    console.log(`(c) creating ${COUNT} files, ten at a time`);
    report('    stackwright_file: terraform apply, seconds', resources.toFixed(2));
    report('    terraform_data with file and remote-exec, seconds', provisioners.toFixed(2));
    report('    times faster', (provisioners / resources).toFixed(1), atLeast(5));
  } finally {
    await host.shell('rm -rf /etc/bench /var/lib/stackwright');
    await Promise.all([ours.close(), theirs.close()]);
  }
}

async function created(workspace: Workspace, host: TestHost, clean: () => Promise<unknown>): Promise<number> {
  await clean();
  const taken = await seconds(() => workspace.apply());
  const count = Number(await host.shell('ls /etc/bench | wc -l'));
  if (count !== COUNT) throw new Error(`${count} files were made, not ${COUNT}`);
  await workspace.destroy();
  return taken;
}

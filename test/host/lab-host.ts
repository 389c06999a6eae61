import { Lab, type LabHost } from '../../lab';

/** A real host to test against, and an independent way to look at it. */
export interface TestHost {
  readonly name: string;
  readonly details: LabHost;
  /** The provider block with which Terraform reaches it. */
  readonly provider: { stackwright: { hosts: Record<string, object> } };
  /** Runs a script on the host with the ordinary ssh client. Throws when it fails. */
  shell(script: string): Promise<string>;
}

/** The lab that host tests use: their own, so that what somebody has standing elsewhere stays as it is. */
export const LAB = process.env.STACKWRIGHT_TEST_LAB ?? 'test';

/** One of the lab's hosts, started if need be. Each test file uses one host alone. */
export async function labHost(name: 'node1' | 'node2' | 'node3', options: object = {}): Promise<TestHost> {
  const lab = Lab.open(LAB);
  const details = (await lab.up([name])).find((host) => host.name === name);
  if (!details) throw new Error(`the lab has no ${name}`);
  const host = {
    address: details.address,
    user: details.user,
    private_key_path: details.privateKey,
    host_key_fingerprints: [details.fingerprint],
    ...options,
  };
  return {
    name,
    details,
    provider: { stackwright: { hosts: { [name]: host } } },
    async shell(script) {
      const { code, stdout, stderr } = await lab.exec(name, script);
      if (code !== 0) throw new Error(`${name}: ${script}\nexited with ${code}: ${stderr}`);
      return stdout;
    },
  };
}

/** One of the lab's hosts as it was installed, whatever was done to it before. */
export async function bareHost(name: 'node1' | 'node2' | 'node3'): Promise<TestHost> {
  await Lab.open(LAB).up([name]);
  await Lab.open(LAB).reset([name]);
  return labHost(name);
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs an apply, and tells how long it and the provider had a processor; the rest of the time they waited for the hosts. */
export async function processorSeconds(directory: string): Promise<number> {
  const { stderr } = await promisify(execFile)(
    'bash',
    ['-c', "TIMEFORMAT='%U %S'; time terraform apply -auto-approve -input=false -no-color >/dev/null"],
    { cwd: directory },
  );
  const [user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return user + system;
}

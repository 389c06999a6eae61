import { Command } from 'commander';
import { guestImage, Lab, type LabHost } from '../lab';

interface LabOption {
  readonly lab: string;
}

/** The `stackwright lab` command group: real Debian hosts on this machine. */
export function labCommand(): Command {
  const lab = new Command('lab')
    .description('real Debian hosts on this machine, to deploy to (needs root)')
    .enablePositionalOptions();

  group(lab, 'up [host...]')
    .description('start the hosts, or only those named, and print how to reach them')
    .option('--json', 'print it as JSON')
    .action(async (hosts: string[], options: LabOption & { json?: boolean }) => {
      const lab = open(options);
      const all = await lab.up(hosts);
      print(options.json, { name: lab.name, hosts: all }, () => describe(lab.name, all));
    });

  group(lab, 'down')
    .description('power the hosts off and remove all that runs, is mounted or is routed; what is on their disks stays')
    .option('--keep-guard', 'leave an unreachable route, so that this machine sends nothing to the lab’s subnet')
    .option('--purge', 'delete what is on their disks too, with their keys, snapshots and subnet')
    .action((options: LabOption & { keepGuard?: boolean; purge?: boolean }) => open(options).down(options));

  group(lab, 'status')
    .description('show the hosts and the snapshots')
    .option('--json', 'print it as JSON')
    .action(async (options: LabOption & { json?: boolean }) => {
      const status = await open(options).status();
      print(options.json, status, () => {
        const snapshots = status.snapshots.length > 0 ? `snapshots: ${status.snapshots.join(', ')}` : 'no snapshots';
        const heading = `lab ${status.name}: ${status.state}${status.subnet ? `, ${status.subnet}` : ''}, ${snapshots}`;
        return [heading, ...describe(status.name, status.hosts)];
      });
    });

  group(lab, 'ssh <host> [command...]')
    .description('log in on a host, or run a command line there')
    .passThroughOptions()
    .action(async (host: string, command: string[], options: LabOption) => {
      process.exitCode = await open(options).attach(host, withoutDashes(command).join(' ') || []);
    });

  group(lab, 'exec <host> <command...>')
    .description('run one command on a host, its arguments taken literally; the exit code is the command’s')
    .passThroughOptions()
    .action(async (host: string, command: string[], options: LabOption) => {
      process.exitCode = await open(options).attach(host, withoutDashes(command), ['-T', '-o', 'BatchMode=yes']);
    });

  group(lab, 'reset [host...]')
    .description('make the hosts, or only those named, as bare as at first; their keys stay the same')
    .action((hosts: string[], options: LabOption) => open(options).reset(hosts));

  group(lab, 'snapshot <name>')
    .description('keep the state of all hosts under a name (they are powered off for a moment)')
    .action((name: string, options: LabOption) => open(options).snapshot(name));

  group(lab, 'restore <name> [host...]')
    .description('put the hosts, or only those named, back to a snapshot')
    .action((name: string, hosts: string[], options: LabOption) => open(options).restore(name, hosts));

  lab
    .command('image [directory]')
    .description('make a tiny guest to boot in a cloud, and put its images into a directory; prints their paths')
    .option('--json', 'print them as JSON')
    .action(async (directory: string | undefined, options: { json?: boolean }) => {
      const images = await guestImage(directory, say);
      print(options.json, images, () => Object.values(images));
    });

  return lab;
}

function group(lab: Command, usage: string): Command {
  return lab.command(usage).option('--lab <name>', 'which lab', 'lab');
}

// `lab exec node1 -- true` and `lab exec node1 true` are the same.
function withoutDashes(command: string[]): string[] {
  return command[0] === '--' ? command.slice(1) : command;
}

function open(options: LabOption): Lab {
  return Lab.open(options.lab, say);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(json: boolean | undefined, value: unknown, lines: () => string[]): void {
  process.stdout.write(`${json ? JSON.stringify(value, null, 2) : lines().join('\n')}\n`);
}

function describe(lab: string, hosts: readonly LabHost[]): string[] {
  const option = lab === 'lab' ? '' : ` --lab ${lab}`;
  return hosts.flatMap((host) => [
    `${host.name}  ${host.address}  ${host.state}`,
    `  stackwright lab ssh${option} ${host.name}`,
    `  ssh -i ${host.privateKey} ${host.user}@${host.address}`,
    `  host key ${host.fingerprint}`,
  ]);
}

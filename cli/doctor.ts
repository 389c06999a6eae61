import { Command } from 'commander';
import { diagnose, type Report, type Told } from '../lib/doctor/doctor';
import type { Place } from '../lib/doctor/finding';
import { Stack } from '../lib/stack/stack';

/** `stackwright doctor`: what is wrong with a deployed cloud, where, and what to do. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'look at a deployed cloud, and tell what is wrong, where, and what to do; exit code 1 when something is',
    )
    .argument('[directory]', 'of the CDKTF project, or of one synthesized stack', '.')
    .option('--stack <name>', 'which stack, where there are several')
    .option('--json', 'print it as JSON')
    .action(async (directory: string, options: { stack?: string; json?: boolean }) => {
      const stack = await Stack.open(directory, { name: options.stack });
      try {
        const report = await diagnose(stack);
        process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : paragraphs(report)}\n`);
        process.exitCode = report.healthy ? 0 : 1;
      } finally {
        await stack.close();
      }
    });
}

/** The report for people: a paragraph for each finding, and a last line that counts them. */
export function paragraphs({ stack, findings, unseen, hosts, clouds }: Report): string {
  const problems = findings.filter(({ severity }) => severity === 'problem');
  const notes = findings.filter(({ severity }) => severity === 'note');
  const looked = `${count(hosts.length, 'host')} and ${count(clouds.length, 'cloud')} of the stack "${stack}"`;
  const verdict = problems.length === 0 ? 'No problem found' : `${count(problems.length, 'problem')} found`;
  const besides = notes.length === 0 ? '' : `, ${count(notes.length, 'note')}`;
  const untold = unseen.map(({ subject, why }) => `Not looked at: ${subject}. ${why}`);
  return [...[...problems, ...notes].map(paragraph), ...untold, `${verdict}${besides}, in ${looked}.`].join('\n\n');
}

function paragraph({ severity, cause, places, fix }: Told): string {
  return [
    `${severity === 'problem' ? 'Problem' : 'Note'}: ${cause}`,
    ...places
      .map(placeInWords)
      .filter((line) => line !== '')
      .map((line) => `  where: ${line}`),
    `  fix: ${fix}`,
  ].join('\n');
}

function placeInWords({ host, unit, file, key, url, object, log }: Place): string {
  const words = [host, unit, file, key, object, url].filter((word) => word !== undefined).join('  ');
  return log === undefined ? words : `${words}\n    log: ${log}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

import { execFile } from 'node:child_process';
import type { Report, Told } from '../../lib/doctor/doctor';
import { imageAndKey } from './image-and-key';
import { standingExample } from './standing-example';

/** Something that is broken by hand, what is to be found then, and how it is mended. */
export interface Case {
  /** What is done on the host, as text for its shell, or otherwise. */
  readonly breaks: string | (() => Promise<unknown>);
  readonly mends: string | (() => Promise<unknown>);
  /** Beginnings of causes, with the places that they name. */
  readonly finds: readonly (readonly [cause: string, place: object])[];
}

/** The host of everything in the example "single-node". */
export const HOST = 'node3';

/** The example "single-node", deployed, which is the least that has all services. */
export function doctoredCloud() {
  return standingExample('single-node', [HOST], imageAndKey);
}

export type DoctoredCloud = Awaited<ReturnType<typeof doctoredCloud>>;

/** What the command says of the cloud, and its exit code. */
export async function doctor({
  example,
}: DoctoredCloud): Promise<{ readonly code: number; readonly report: Report; readonly text: string }> {
  const args = ['build/cli/stackwright.js', 'doctor', example.directory, '--json'];
  const [code, text] = await new Promise<[number, string]>((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      resolve([error ? Number(error.code) : 0, stdout || stderr]);
    });
  });
  return { code, report: JSON.parse(text) as Report, text };
}

/** Breaks all at once, expects that all of it is found and nothing else, and mends all. Gives what was said. */
export async function breakAndFind(cloud: DoctoredCloud, ...cases: readonly Case[]): Promise<string> {
  const carryOut = (what: Case['breaks']) =>
    typeof what === 'string' ? cloud.hosts[HOST].shell(`set -e\n${what}`) : what();
  let found: Awaited<ReturnType<typeof doctor>>;
  try {
    for (const { breaks } of cases) await carryOut(breaks);
    found = await doctor(cloud);
  } finally {
    // Whatever becomes of one: what stays broken would be found by the next test.
    const mended = await settleInTurn(
      [...cases].reverse().map(
        ({ mends }) =>
          () =>
            carryOut(mends),
      ),
    );
    for (const error of mended) console.error(error);
  }
  const { code, report, text } = found;
  const open = [...report.findings];
  for (const [cause, place] of cases.flatMap(({ finds }) => finds)) {
    const at = open.findIndex(
      (told) => told.cause.startsWith(cause) && told.places.some((found) => matches(found, place)),
    );
    if (at < 0) throw new Error(`"${cause}" at ${JSON.stringify(place)} is not among:\n${causes(report.findings)}`);
    const [told] = open.splice(at, 1) as [Told];
    expect(told.fix).not.toBe('');
  }
  expect(causes(open)).toBe('');
  expect(report.unseen).toEqual([]);
  expect(code).toBe(report.healthy ? 0 : 1);
  return text;
}

/** Carries out one after the other, also after one that failed, and gives the errors. */
async function settleInTurn(works: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (const work of works) await work().catch((error) => errors.push(error));
  return errors;
}

function matches(found: object, place: object): boolean {
  const values = new Map(Object.entries(found));
  return Object.entries(place).every(([name, value]) => values.get(name) === value);
}

/** Findings, for whoever sees that there should be none. */
export function causes(findings: readonly Told[]): string {
  return findings.map(({ cause, places }) => `${cause} ${JSON.stringify(places)}`).join('\n');
}

/** Changes lines of a file by a program of sed, and puts the file back. */
export function edit(file: string, program: string, ...finds: Case['finds']): Case {
  return {
    breaks: `cp -a ${file} ${file}.whole; sed -i ${program} ${file}; ! cmp -s ${file} ${file}.whole`,
    mends: `mv -T ${file}.whole ${file}`,
    finds,
  };
}

/** Stops a unit and starts it again. */
export function stop(name: string, ...finds: Case['finds']): Case {
  const own = [`${name}.service on ${HOST} does not run`, { host: HOST, unit: `${name}.service` }] as const;
  return { breaks: `systemctl stop ${name}`, mends: `systemctl start ${name}`, finds: [own, ...finds] };
}

import type { Stack } from '../stack/stack';
import { diagnoses } from './diagnoses';
import type { Diagnosis } from './diagnosis';
import { type Examination, examine } from './examination';
import type { Finding, Place } from './finding';
import { seenSecrets } from './seen-secrets';

/** A finding with the subject under which it was found. */
export type Told = Finding & { readonly subject: string };

/** A subject that could not be looked at. */
export interface Unseen {
  readonly subject: string;
  readonly why: string;
}

/** What a doctor says of a cloud. */
export interface Report {
  readonly stack: string;
  /** Whether all was seen and there is no problem; notes may be as somebody wants them. */
  readonly healthy: boolean;
  readonly findings: readonly Told[];
  readonly unseen: readonly Unseen[];
  /** Whose hosts and clouds were looked at. */
  readonly hosts: readonly string[];
  readonly clouds: readonly string[];
}

/** Looks at a deployed stack, and tells what is wrong. It changes nothing, and tells no secret. */
export async function diagnose(stack: Stack): Promise<Report> {
  const examination = await examine(stack);
  const looks = await Promise.all(diagnoses.map((diagnosis) => look(diagnosis, examination)));
  const seen = seenSecrets(examination);
  const redact = (text: string) => seen.redact(stack.redact(text));
  const findings = once(looks.flatMap((found) => ('why' in found ? [] : found))).map((told) => redacted(told, redact));
  const unseen = looks.flatMap((found) => ('why' in found ? [{ ...found, why: redact(found.why) }] : []));
  return {
    stack: stack.name,
    healthy: unseen.length === 0 && findings.every(({ severity }) => severity !== 'problem'),
    findings,
    unseen,
    hosts: stack.hosts,
    clouds: stack.clouds,
  };
}

async function look({ subject, look }: Diagnosis, examination: Examination): Promise<readonly Told[] | Unseen> {
  try {
    return (await look(examination)).map((finding) => ({ ...finding, subject }));
  } catch (error) {
    return { subject, why: error instanceof Error ? error.message : String(error) };
  }
}

/** What several meet with, such as a server that does not answer, is told once, with all places that it is met at. */
function once(findings: readonly Told[]): Told[] {
  const byCause = new Map<string, Told>();
  for (const told of findings) {
    const known = byCause.get(told.cause);
    byCause.set(told.cause, known ? { ...known, places: [...known.places, ...told.places] } : told);
  }
  return [...byCause.values()];
}

function redacted(told: Told, redact: (text: string) => string): Told {
  const places = told.places.map(
    (place) => Object.fromEntries(Object.entries(place).map(([name, value]) => [name, redact(value)])) as Place,
  );
  return { ...told, cause: redact(told.cause), places, fix: redact(told.fix) };
}

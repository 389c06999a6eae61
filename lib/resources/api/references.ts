import type { Cloud } from '../../openstack/cloud';
import type { Collection } from '../../openstack/collection';
import { CredentialsRefused } from '../../openstack/errors';
import type { Context } from '../../schema/context';
import type { Runtime } from '../runtime';
import { noSuch } from './no-such';

/** An attribute that holds the id of another object, or several: its noun, and where such objects are. */
export interface Reference {
  readonly attribute: string;
  readonly noun: string;
  collection(cloud: Cloud): Collection<{ readonly id: string; readonly name?: string | null }>;
}

/** What is known of the ids when planning must exist by then, since APIs make ids up when they make objects. */
export async function checkReferences(
  { runtime, signal }: Context<Runtime>,
  references: readonly Reference[],
  cloud: string,
  planned: object,
  prior: object | null,
): Promise<void> {
  for (const { attribute, noun, collection } of references) {
    const value: unknown = (planned as Readonly<Record<string, unknown>>)[attribute];
    const ids = [value].flat().filter((id) => typeof id === 'string');
    const before = JSON.stringify((prior as Record<string, unknown> | null)?.[attribute] ?? null);
    const among = collection(runtime.cloud(cloud));
    for (const id of ids) {
      if (before.includes(JSON.stringify(id)) || (await among.get(id, signal))) continue;
      const there = [...(await among.all()).values()].map((object) => `${object.id} (${object.name ?? ''})`);
      throw noSuch(noun, id, cloud, there, attribute);
    }
  }
}

/** Nobody may be let in before what is planned is done. */
export function unlessRefused(error: unknown): undefined {
  if (!(error instanceof CredentialsRefused)) throw error;
}

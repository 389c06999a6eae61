import type { StoredObject } from '../../openstack/object-store/objects';
import type { ObjectPlace } from '../../openstack/object-store/paths';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { canonical } from '../api/canonical';
import { deleteAtOf, type ObjectInputs, propertiesOf } from './object-attributes';
import type { Digest } from './object-content';

/** What somebody else has put there is left alone. */
export function refuseOther(found: StoredObject, inputs: ObjectInputs, place: ObjectPlace, digest: Digest): void {
  const wanted = propertiesOf(inputs, deleteAtOf(inputs));
  const isFree = inputs.delete_after !== null && found.deleteAt !== null;
  const differing = [
    ...(found.etag === digest.etag ? [] : ['content']),
    ...(canonical(found.metadata) === canonical(wanted.metadata) ? [] : ['metadata']),
    ...(['contentType', 'contentEncoding', 'contentDisposition', 'cacheControl'] as const)
      .filter((name) => found[name] !== wanted[name])
      .map((name) => name.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)),
    ...(isFree || found.deleteAt === wanted.deleteAt ? [] : ['delete_at']),
  ];
  if (differing.length === 0) return;
  const { project, container, object } = place;
  throw new DiagnosticError(
    'Exists already',
    `There is an object ${objectTitle(place)} already, and it differs in ${differing.join(', ')}. To keep it with this resource, import it: ` +
      `terraform import ADDRESS ${inputs.cloud}:${project}/${container}/${object}. Otherwise give the new one another name.`,
    at('name'),
  );
}

/** For messages. */
export function objectTitle({ project, container, object }: ObjectPlace): string {
  return `"${object}" in the container "${container}" of the project with the id ${project}`;
}

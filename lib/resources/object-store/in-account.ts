import { string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { matches, type Validator } from '../../schema/validator';
import { cloudAnd } from '../api/cloud-attribute';
import { ownProject } from '../api/own-project';
import type { Runtime } from '../runtime';

/** Whose account something is in. */
export const accountProjectAttribute = string({
  description:
    "Id of the project in whose account it is. Left out: the project that the provider works in. For another's the provider's user needs Swift's `reseller_admin_role`, or a role in that " +
    'project and credentials for it.',
  optional: true,
  computed: true,
  replace: true,
  stable: true,
});

/** The id of the project in whose account something is. @throws {DiagnosticError} where none is given and the provider works in none */
export async function accountProject(
  context: Context<Runtime>,
  values: { readonly cloud: string; readonly project_id: unknown },
): Promise<string> {
  if (typeof values.project_id === 'string') return values.project_id;
  const own = await ownProject(context, values.cloud, values);
  if (own) return own.project_id;
  throw new DiagnosticError(
    'Whose account?',
    `The provider works for no project in the cloud ${values.cloud}, so that it has no account of its own. Give project_id.`,
    at('project_id'),
  );
}

function name(most: number, hasSlashes: boolean): Validator<string> {
  const description = `a name of 1 to ${most} bytes${hasSlashes ? ', of which no part between slashes is "." or ".."' : ' without "/"'}, and without control characters`;
  return {
    description,
    problem(text) {
      const bytes = Buffer.byteLength(text);
      const isWrong =
        bytes < 1 ||
        bytes > most ||
        /\p{Cc}/u.test(text) ||
        (!hasSlashes && text.includes('/')) ||
        // A URL would lose them.
        text.split('/').some((part) => part === '.' || part === '..');
      return isWrong ? `Give ${description}.` : undefined;
    },
  };
}

/** What Swift takes for the name of a container. */
export const containerName = name(256, false);

/** What Swift takes for the name of an object. */
export const objectName = name(1024, true);

/** Swift makes no difference between upper and lower case, nor between "-" and "_". */
export const metadataName = matches(
  /^[a-z0-9](?:[a-z0-9.-]{0,126}[a-z0-9])?$/,
  'a name of 1 to 128 lower-case letters, digits, "-" and "."',
);

/** Names for which a resource has no attribute. */
export function noneOf(own: ReadonlySet<string>): Validator<string> {
  return {
    description: 'none for which there is an attribute',
    problem: (key) => (own.has(key) ? 'There is an attribute for this. Leave it out here.' : undefined),
  };
}

/** What may stand behind such a name. */
export const metadataValues: Validator<Readonly<Record<string, string>>> = {
  description: 'values: 1 to 256 bytes on one line, without spaces around',
  problem(all) {
    for (const [key, value] of Object.entries(all)) {
      const bytes = Buffer.byteLength(value);
      if (bytes >= 1 && bytes <= 256 && !/\p{Cc}/u.test(value) && value === value.trim()) continue;
      return `The value of ${JSON.stringify(key)} does not fit. Give 1 to 256 bytes on one line, without spaces around; an empty value would be none.`;
    }
    return undefined;
  },
};

/** For messages. */
export function containerTitle({
  project_id,
  name: container,
}: {
  readonly project_id: unknown;
  readonly name: string;
}) {
  return `"${container}"${typeof project_id === 'string' ? ` of the project with the id ${project_id}` : ''}`;
}

/** Takes apart what stands behind the cloud in an import id: a path, which the id of a project may lead. */
export function pathInAccount(id: string): { cloud: string; project_id: string | null; path: string } | undefined {
  const found = cloudAnd(id);
  if (!found) return undefined;
  const [, project, path] = /^([0-9a-f]{32})\/(.+)$/s.exec(found.rest) ?? [];
  return project !== undefined && path !== undefined
    ? { cloud: found.cloud, project_id: project, path }
    : { cloud: found.cloud, project_id: null, path: found.rest };
}

import { matches, type Validator } from '../../schema/validator';

/** What Neutron takes for a name; an empty one would tell nothing from nothing. */
export const networkName: Validator<string> = matches(
  /^(?=.*\S)[^\r\n]{1,255}$/,
  'a name of 1 to 255 characters on one line',
);

interface InProject {
  readonly name: string;
  readonly project_id: unknown;
}

/** Neutron itself would take any number of one name; here a name stands for one object of a project. */
export function sameInProject(object: InProject, wanted: InProject): boolean {
  return object.name === wanted.name && object.project_id === wanted.project_id;
}

/** A name alone, or with the id of its project before it. */
export function namedInProject({ name, project_id }: InProject, text: string): boolean {
  return text === name || text === `${project_id}/${name}`;
}

/** For messages. */
export function titleInProject({ name, project_id }: InProject): string {
  return typeof project_id === 'string' ? `"${name}" of the project with the id ${project_id}` : `"${name}"`;
}

/** What Neutron finds such an object by. */
export function filterInProject({ name, project_id }: InProject): Record<string, string | null> {
  return { name, project_id: typeof project_id === 'string' ? project_id : null };
}

/** What Neutron finds an object by whose name stands in an import id. */
export function filtersOfName(text: string): Record<string, string>[] {
  const [, , name] = /^([^/]+)\/(.+)$/s.exec(text) ?? [];
  return [{ name: text }, ...(name === undefined ? [] : [{ name }])];
}

/** The form of an import id for what is in a project. */
export const PROJECT_AND_NAME = 'NAME or CLOUD:PROJECT_ID/NAME';

import { isUnknown } from '../../plugin/value/unknown';
import type { Attributes } from '../../schema/attribute';
import { at } from '../../schema/diagnostics';
import type { Rule } from '../../schema/resource';

/** What is public is for all projects, so that it names none. */
export function onlyForSomeProjects<A extends Attributes>(noun: string): Rule<A> {
  return {
    description: `\`project_ids\` is for a ${noun} that is not public.`,
    problems(config) {
      const { is_public, project_ids }: Readonly<Record<string, unknown>> = config;
      const isPrivate = is_public === false || isUnknown(is_public);
      if (isPrivate || !Array.isArray(project_ids) || project_ids.length === 0) return [];
      const detail = 'Leave `project_ids` out, or set `is_public` to false.';
      const summary = `A public ${noun} is for all projects`;
      return [{ severity: 'error', summary, detail, path: at('project_ids') }];
    },
  };
}

import type { Json } from '../../stack/expressions';

/** Something is no plan that can be reviewed. Its message names it, and says what it is and what to do. */
export class PlanUnfit extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PlanUnfit';
  }
}

/** How one thing changes, in Terraform's JSON. */
export interface ChangeJson {
  readonly actions: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
  /** In the form of the values, with true for what is unknown or sensitive. */
  readonly after_unknown?: Json;
  readonly before_sensitive?: Json;
  readonly after_sensitive?: Json;
  readonly replace_paths?: readonly (readonly (string | number)[])[];
  readonly importing?: { readonly id?: string };
}

/** How one resource changes. */
export interface ResourceJson {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly previous_address?: string;
  readonly action_reason?: string;
  readonly change: ChangeJson;
}

/** How a resource is configured: each attribute as a constant, or with what it refers to. */
export interface ConfiguredJson {
  readonly address: string;
  readonly expressions?: { readonly [attribute: string]: Json };
}

/** What `terraform show -json PLANFILE` prints, as far as a review reads it. */
export interface PlanJson {
  readonly format_version: string;
  readonly errored?: boolean;
  readonly complete?: boolean;
  readonly resource_changes?: readonly ResourceJson[];
  readonly resource_drift?: readonly ResourceJson[];
  readonly output_changes?: { readonly [name: string]: ChangeJson };
  readonly configuration?: {
    readonly provider_config?: {
      readonly [name: string]: { readonly expressions?: { readonly [name: string]: Json } };
    };
    readonly root_module?: { readonly resources?: readonly ConfiguredJson[] };
  };
}

/** The major version of the format that is understood; minor ones only add to it. */
const MAJOR = 1;
const HOW = 'Make it with "terraform plan -out=FILE" and "terraform show -json FILE".';

/**
 * Reads a plan.
 * @param name of the file, for messages
 * @throws {PlanUnfit}
 */
export function readPlanJson(text: string, name: string): PlanJson {
  const content = parse(text, name);
  if (!isObject(content)) throw new PlanUnfit(`${name} is JSON, but no plan: it is no object. ${HOW}`);
  const other = otherThanPlan(content);
  if (other) throw new PlanUnfit(`${name} is ${other}. ${HOW}`);
  const version = content.format_version;
  if (typeof version !== 'string' || Number.parseInt(version, 10) !== MAJOR) {
    throw new PlanUnfit(
      `${name} has the format_version ${JSON.stringify(version)}; this command knows ${MAJOR}.x. ` +
        'Make the plan with Terraform 1.5 or later, and update stackwright when Terraform is newer than it.',
    );
  }
  if (content.errored === true) {
    throw new PlanUnfit(
      `${name} is of a plan that ended with an error, so it does not tell all. Mend what "terraform plan" complains of, and plan again.`,
    );
  }
  for (const part of ['resource_changes', 'resource_drift']) refuseMalformed(content[part], part, name);
  return content as unknown as PlanJson;
}

function parse(text: string, name: string): unknown {
  if (text.trim() === '') throw new PlanUnfit(`${name} is empty: whatever was to write it has failed. ${HOW}`);
  try {
    return JSON.parse(text);
  } catch {
    // What it says would quote the text, and that may hold anything.
  }
  if (text.startsWith('PK')) {
    throw new PlanUnfit(
      `${name} is the plan in Terraform's own form. Review what "terraform show -json ${name}" prints.`,
    );
  }
  if (isEvent(text.split('\n', 1)[0] ?? '')) {
    throw new PlanUnfit(`${name} is the stream of messages that "terraform plan -json" prints, not the plan. ${HOW}`);
  }
  throw new PlanUnfit(`${name} is not JSON. ${HOW}`);
}

function isEvent(line: string): boolean {
  try {
    const event: unknown = JSON.parse(line);
    return isObject(event) && '@level' in event;
  } catch {
    return false;
  }
}

/** What it is, if it is something else that Terraform prints as JSON. */
function otherThanPlan(content: Readonly<Record<string, unknown>>): string | undefined {
  if ('@level' in content) return 'a message that "terraform plan -json" prints, not the plan';
  if ('provider_schemas' in content) return 'what "terraform providers schema -json" prints';
  if ('valid' in content && 'diagnostics' in content) return 'what "terraform validate -json" prints';
  if ('serial' in content && 'lineage' in content) return 'a state file';
  if ('resource_changes' in content || 'planned_values' in content) return undefined;
  if ('values' in content) return 'a state, as "terraform show -json" prints it when no plan file is named';
  return 'format_version' in content
    ? undefined
    : 'JSON, but no plan: it has neither format_version nor resource_changes';
}

function refuseMalformed(resources: unknown, part: string, name: string): void {
  if (resources === undefined || resources === null) return;
  const isFit = (one: unknown) =>
    isObject(one) &&
    [one.address, one.type, one.name].every((text) => typeof text === 'string') &&
    isObject(one.change) &&
    Array.isArray(one.change.actions);
  const wrong = Array.isArray(resources) ? resources.findIndex((one) => !isFit(one)) : 0;
  if (wrong < 0) return;
  throw new PlanUnfit(
    `${name}: ${part}[${wrong}] has no address, type, name or change.actions, which every plan of Terraform has. ${HOW}`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { type Review, review } from '../../../lib/review/review';

type Values = Readonly<Record<string, unknown>>;

/** What a plan does to one resource, as Terraform writes it. */
export interface Planned {
  readonly address: string;
  readonly change: { readonly actions: readonly string[] };
}

/** A resource of a kind, as `service` for `stackwright_service`, before and after. Null: it is not there. */
export function planned(address: string, before: Values | null, after: Values | null, rest: object = {}): Planned {
  const [type = '', name = ''] = address.split('.');
  const actions =
    before && after
      ? [JSON.stringify(before) === JSON.stringify(after) ? 'no-op' : 'update']
      : [before ? 'delete' : 'create'];
  const { change = {}, ...further } = rest as { change?: object };
  return {
    address: `stackwright_${address}`,
    mode: 'managed',
    type: `stackwright_${type}`,
    name,
    provider_name: 'registry.terraform.io/stackwright/stackwright',
    change: { actions, before, after, after_unknown: {}, before_sensitive: {}, after_sensitive: {}, ...change },
    ...further,
  } as Planned;
}

/** The same, with another one taking the place of the former. */
export function replaced(address: string, before: Values, after: Values, by: string): Planned {
  return planned(address, before, after, {
    action_reason: 'replace_because_cannot_update',
    change: { actions: ['delete', 'create'], replace_paths: [[by]] },
  });
}

export function planText(changes: readonly Planned[], rest: object = {}): string {
  return JSON.stringify({ format_version: '1.2', planned_values: {}, resource_changes: changes, ...rest });
}

export function reviewOf(changes: readonly Planned[], rest: object = {}): Review {
  return review(planText(changes, rest), 'plan.json');
}

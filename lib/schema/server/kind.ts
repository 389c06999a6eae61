import type { CtyType } from '../../plugin/value/type';
import { type Attributes, objectType } from '../attribute';
import type { DataSource, Resource } from '../resource';
import { timeoutsAttribute } from '../timeouts';

/** A declaration together with what follows from it. */
export interface Kind<D extends Resource | DataSource> {
  readonly declaration: D;
  readonly typeName: string;
  /** The declared attributes and those that the framework adds. */
  readonly attributes: Attributes;
  readonly type: CtyType;
}

/** The kinds by type name. */
export function kinds<D extends Resource | DataSource>(
  prefix: string,
  declarations: readonly D[],
): Map<string, Kind<D>> {
  return new Map(
    declarations.map((declaration) => {
      const typeName = `${prefix}_${declaration.name}`;
      const attributes = allAttributes(declaration);
      return [typeName, { declaration, typeName, attributes, type: objectType(attributes) }];
    }),
  );
}

/** The declared attributes and those that the framework adds. */
export function allAttributes(declaration: Resource | DataSource): Attributes {
  return 'timeouts' in declaration && declaration.timeouts
    ? { ...declaration.attributes, timeouts: timeoutsAttribute(declaration.timeouts) }
    : declaration.attributes;
}

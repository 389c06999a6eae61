import type { WireAttribute, WireSchema } from '../../lib/plugin/service';
import { stackwright } from '../../lib/provider';
import { DeclaredProviderService } from '../../lib/schema/server/service';

/** The address under which Terraform knows the provider. */
export const PROVIDER_ADDRESS = 'registry.terraform.io/stackwright/stackwright';

/** The provider's schema in the form of `terraform providers schema -json`, straight from its declarations. */
export function providerSchema(): object {
  const { provider, resources, dataSources } = new DeclaredProviderService(stackwright).getProviderSchema();
  return {
    format_version: '1.0',
    provider_schemas: {
      [PROVIDER_ADDRESS]: {
        provider: schema(provider),
        resource_schemas: mapValues(resources, schema),
        data_source_schemas: mapValues(dataSources, schema),
      },
    },
  };
}

function schema({ version, block }: WireSchema): object {
  return {
    version,
    block: { attributes: attributes(block.attributes), description: block.description, description_kind: 'markdown' },
  };
}

function attributes(list: readonly WireAttribute[]): object {
  return Object.fromEntries(
    list.map(({ name, nestedType, ...attribute }) => [
      name,
      {
        ...attribute,
        description_kind: 'markdown',
        ...(nestedType && {
          nested_type: { attributes: attributes(nestedType.attributes), nesting_mode: nestedType.nesting },
        }),
      },
    ]),
  );
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

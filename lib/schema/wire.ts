import type { WireAttribute, WireSchema } from '../plugin/service';
import type { Attribute, Attributes } from './attribute';

/** The schema as Terraform is told it. */
export function wireSchema(description: string, attributes: Attributes, version = 0, deprecated = false): WireSchema {
  return { version, block: { attributes: wireAttributes(attributes), description, ...(deprecated && { deprecated }) } };
}

/** The provider's own schema. Nothing plans a provider's configuration, so nothing in it is computed. */
export function providerWireSchema(description: string, attributes: Attributes): WireSchema {
  const configured = (attribute: WireAttribute): WireAttribute => {
    const { computed: _, nestedType, ...rest } = attribute;
    return nestedType
      ? { ...rest, nestedType: { ...nestedType, attributes: nestedType.attributes.map(configured) } }
      : rest;
  };
  return { version: 0, block: { attributes: wireAttributes(attributes).map(configured), description } };
}

function wireAttributes(attributes: Attributes): WireAttribute[] {
  return Object.entries(attributes).map(([name, attribute]) => wireAttribute(name, attribute));
}

function wireAttribute(name: string, attribute: Attribute): WireAttribute {
  const { presence, nested, type, description, sensitive, deprecated } = attribute;
  return {
    name,
    description,
    ...(nested ? { nestedType: { nesting: nested.nesting, attributes: wireAttributes(nested.attributes) } } : { type }),
    ...(presence === 'required' && { required: true }),
    ...(['optional', 'default', 'optional+computed'].includes(presence) && { optional: true }),
    // To Terraform a default is a value that the provider computes when none is configured.
    ...(['computed', 'default', 'optional+computed'].includes(presence) && { computed: true }),
    ...(sensitive && { sensitive: true }),
    ...(deprecated && { deprecated: true }),
  };
}

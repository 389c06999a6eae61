import type { Diagnostic } from '../diagnostic';
import type { AttributePath } from '../path';
import type { EncodedValue, IdentitySchema, Nesting, WireAttribute, WireSchema } from '../service';
import type { CtyType } from '../value/type';
import type * as proto from './generated/messages';

/** Between the protocol's messages and the words of {@link ProviderService}. */

const SEVERITY = { error: 1, warning: 2 } as const;
const NESTING: Readonly<Record<Nesting, number>> = { single: 1, list: 2, set: 3, map: 4 };
const MARKDOWN = 1;
/** msgpack's nil: null of whatever type. */
const NULL = Uint8Array.of(0xc0);

/** A value that was received; absent or empty means null. */
export function receivedValue(message: proto.DynamicValue | undefined): EncodedValue {
  if (message?.msgpack?.length) return { msgpack: message.msgpack };
  if (message?.json?.length) return { json: message.json };
  return { msgpack: NULL };
}

export function receivedIdentity(
  message: proto.ResourceIdentityData | undefined,
): { identity: EncodedValue } | undefined {
  return message?.identityData ? { identity: receivedValue(message.identityData) } : undefined;
}

export function identityMessage(
  identity: EncodedValue | undefined,
): proto.Written<proto.ResourceIdentityData> | undefined {
  return identity && { identityData: identity };
}

export function diagnosticMessage(
  { severity, summary, detail, path }: Diagnostic,
  redact: (text: string) => string,
): proto.Written<proto.Diagnostic> {
  return {
    severity: SEVERITY[severity],
    summary: redact(summary),
    ...(detail === undefined ? {} : { detail: redact(detail) }),
    ...(path?.length ? { attribute: pathMessage(path) } : {}),
  };
}

export function pathMessage(path: AttributePath): proto.Written<proto.AttributePath> {
  return {
    steps: path.map((step) => {
      if ('attribute' in step) return { attributeName: step.attribute };
      return 'key' in step ? { elementKeyString: step.key } : { elementKeyInt: step.index };
    }),
  };
}

export function schemaMessage({ version, block }: WireSchema): proto.Written<proto.Schema> {
  return {
    version,
    block: {
      version,
      attributes: block.attributes.map(attributeMessage),
      description: block.description ?? '',
      descriptionKind: MARKDOWN,
      deprecated: block.deprecated ?? false,
    },
  };
}

function attributeMessage({ type, nestedType, ...attribute }: WireAttribute): proto.Written<proto.SchemaAttribute> {
  return {
    ...attribute,
    descriptionKind: MARKDOWN,
    ...(type === undefined ? {} : { type: typeBytes(type) }),
    ...(nestedType === undefined
      ? {}
      : {
          nestedType: {
            nesting: NESTING[nestedType.nesting],
            attributes: nestedType.attributes.map(attributeMessage),
          },
        }),
  };
}

export function identitySchemaMessage({
  version,
  attributes,
}: IdentitySchema): proto.Written<proto.ResourceIdentitySchema> {
  return {
    version,
    identityAttributes: attributes.map(({ type, ...attribute }) => ({ ...attribute, type: typeBytes(type) })),
  };
}

function typeBytes(type: CtyType): Uint8Array {
  return Buffer.from(JSON.stringify(type));
}

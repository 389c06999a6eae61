import type { Diagnostic } from './diagnostic';
import type { AttributePath } from './path';
import type { CtyType } from './value/type';

/**
 * What a provider does, in the words of Terraform's plugin protocol 6 but free of its encoding. The server turns
 * gRPC messages into these and back; whoever implements {@link ProviderService} never sees protobuf.
 *
 * Values stay encoded (msgpack or JSON) here, because decoding needs the schema, which only the implementation has.
 */
export interface ProviderService {
  getProviderSchema(): ProviderSchemas;
  getResourceIdentitySchemas(): Readonly<Record<string, IdentitySchema>>;
  validateProviderConfig(request: { config: EncodedValue }, call: Call): Promise<Diagnosed>;
  configureProvider(request: { terraformVersion: string; config: EncodedValue }, call: Call): Promise<Diagnosed>;
  validateResourceConfig(request: ValidateRequest, call: Call): Promise<Diagnosed>;
  validateDataResourceConfig(request: ValidateRequest, call: Call): Promise<Diagnosed>;
  upgradeResourceState(request: UpgradeRequest, call: Call): Promise<Diagnosed & { upgradedState?: EncodedValue }>;
  upgradeResourceIdentity(
    request: UpgradeRequest,
    call: Call,
  ): Promise<Diagnosed & { upgradedIdentity?: EncodedValue }>;
  readResource(request: ReadRequest, call: Call): Promise<ReadResponse>;
  planResourceChange(request: PlanRequest, call: Call): Promise<PlanResponse>;
  applyResourceChange(request: ApplyRequest, call: Call): Promise<ApplyResponse>;
  importResourceState(request: ImportRequest, call: Call): Promise<ImportResponse>;
  readDataSource(request: ValidateRequest, call: Call): Promise<Diagnosed & { state?: EncodedValue }>;
}

/** The circumstances of one call. */
export interface Call {
  /** Aborted when the user stops Terraform, or when Terraform has gone. */
  readonly signal: AbortSignal;
}

/** A value as it travels: exactly one of the two is set. Terraform always sends msgpack; it takes either. */
export type EncodedValue = { readonly msgpack: Uint8Array } | { readonly json: Uint8Array };

export interface Diagnosed {
  readonly diagnostics: readonly Diagnostic[];
}

export interface ValidateRequest {
  readonly typeName: string;
  readonly config: EncodedValue;
  /** Whether this Terraform knows write-only attributes (1.11 and later). */
  readonly writeOnlyAttributesAllowed: boolean;
}

export interface UpgradeRequest {
  readonly typeName: string;
  /** The schema version with which the stored value was written. */
  readonly version: number;
  /** The stored attributes as JSON text. */
  readonly json: Uint8Array;
}

export interface ReadRequest {
  readonly typeName: string;
  readonly currentState: EncodedValue;
  readonly private: Uint8Array;
  readonly currentIdentity?: EncodedValue;
}

export interface ReadResponse extends Diagnosed {
  /** Leave out only together with an error diagnostic: Terraform would read an empty answer as "deleted". */
  readonly newState?: EncodedValue;
  readonly private?: Uint8Array;
  readonly newIdentity?: EncodedValue;
}

export interface PlanRequest {
  readonly typeName: string;
  readonly priorState: EncodedValue;
  readonly proposedNewState: EncodedValue;
  readonly config: EncodedValue;
  readonly priorPrivate: Uint8Array;
  readonly priorIdentity?: EncodedValue;
}

export interface PlanResponse extends Diagnosed {
  readonly plannedState?: EncodedValue;
  readonly requiresReplace?: readonly AttributePath[];
  readonly plannedPrivate?: Uint8Array;
  readonly plannedIdentity?: EncodedValue;
}

export interface ApplyRequest {
  readonly typeName: string;
  readonly priorState: EncodedValue;
  readonly plannedState: EncodedValue;
  readonly config: EncodedValue;
  readonly plannedPrivate: Uint8Array;
  readonly plannedIdentity?: EncodedValue;
}

export interface ApplyResponse extends Diagnosed {
  readonly newState?: EncodedValue;
  readonly private?: Uint8Array;
  readonly newIdentity?: EncodedValue;
}

export interface ImportRequest {
  readonly typeName: string;
  readonly id: string;
  readonly identity?: EncodedValue;
}

export interface ImportResponse extends Diagnosed {
  readonly importedResources: readonly {
    readonly typeName: string;
    readonly state: EncodedValue;
    readonly private?: Uint8Array;
    readonly identity?: EncodedValue;
  }[];
}

export interface ProviderSchemas {
  readonly provider: WireSchema;
  readonly resources: Readonly<Record<string, WireSchema>>;
  readonly dataSources: Readonly<Record<string, WireSchema>>;
}

export interface WireSchema {
  readonly version: number;
  readonly block: WireBlock;
}

export interface WireBlock {
  readonly attributes: readonly WireAttribute[];
  readonly description?: string;
  readonly deprecated?: boolean;
}

/** Exactly one of `type` and `nestedType` is set. Descriptions are Markdown. */
export interface WireAttribute {
  readonly name: string;
  readonly type?: CtyType;
  readonly nestedType?: { readonly nesting: Nesting; readonly attributes: readonly WireAttribute[] };
  readonly description?: string;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly writeOnly?: boolean;
  readonly deprecated?: boolean;
}

export type Nesting = 'single' | 'list' | 'set' | 'map';

export interface IdentitySchema {
  readonly version: number;
  readonly attributes: readonly {
    readonly name: string;
    readonly type: CtyType;
    readonly requiredForImport?: boolean;
    readonly optionalForImport?: boolean;
    readonly description?: string;
  }[];
}

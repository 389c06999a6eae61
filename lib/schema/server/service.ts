import type { Call, EncodedValue, ProviderSchemas, ProviderService, WireSchema } from '../../plugin/service';
import { decode, encode } from '../../plugin/value/encoded';
import type { ValueRecord } from '../../plugin/value/value';
import { type Attributes, objectType } from '../attribute';
import { Diagnostics } from '../diagnostics';
import type { Config, Inputs } from '../model';
import { stateProblems } from '../outcome';
import { withDefaults } from '../plan';
import type { Configured, Provider } from '../provider';
import { mapStrings, restoreReferences } from '../references';
import type { DataSource, Resource, Rule } from '../resource';
import { validateAttributes } from '../validation';
import { providerWireSchema, wireSchema } from '../wire';
import { applyResourceChange } from './apply';
import { answer, Run, UNCONFIGURED } from './call';
import { importResourceState } from './import';
import { type Kind, kinds } from './kind';
import { planResourceChange } from './plan';
import { handlerBug, readResource } from './read';
import { upgradeResourceState } from './upgrade';

/** Serves a declared provider over the plugin protocol. */
export class DeclaredProviderService implements ProviderService {
  private readonly resources: Map<string, Kind<Resource>>;
  private readonly dataSources: Map<string, Kind<DataSource>>;
  private configured: Configured<unknown> | undefined;

  constructor(private readonly provider: Provider) {
    this.resources = kinds(provider.name, provider.resources);
    this.dataSources = kinds(provider.name, provider.dataSources);
  }

  public getProviderSchema(): ProviderSchemas {
    const schemas = (of: Map<string, Kind<Resource | DataSource>>): Record<string, WireSchema> =>
      Object.fromEntries(
        [...of].map(([name, { declaration, attributes }]) => [
          name,
          wireSchema(declaration.description, attributes, 'version' in declaration ? declaration.version : 0),
        ]),
      );
    return {
      provider: providerWireSchema(this.provider.description, this.provider.attributes),
      resources: schemas(this.resources),
      dataSources: schemas(this.dataSources),
    };
  }

  public getResourceIdentitySchemas() {
    return {};
  }

  public validateProviderConfig({ config }: { config: EncodedValue }) {
    return this.validate(this.provider.attributes, this.provider.rules, config);
  }

  public validateResourceConfig({ typeName, config }: { typeName: string; config: EncodedValue }) {
    const { attributes, declaration } = find(this.resources, typeName);
    return this.validate(attributes, declaration.rules, config);
  }

  public validateDataResourceConfig({ typeName, config }: { typeName: string; config: EncodedValue }) {
    const { attributes, declaration } = find(this.dataSources, typeName);
    return this.validate(attributes, declaration.rules, config);
  }

  public configureProvider({ config }: { config: EncodedValue }) {
    return answer(UNCONFIGURED, async (diagnostics) => {
      const { attributes } = this.provider;
      await this.configured?.close();
      this.configured = undefined;
      const given = withDefaults(
        attributes,
        decode(config, objectType(attributes)) as ValueRecord,
      ) as Config<Attributes>;
      this.configured = await this.provider.configure(given, diagnostics);
      return {};
    });
  }

  public upgradeResourceState(request: Parameters<ProviderService['upgradeResourceState']>[0]) {
    return upgradeResourceState(find(this.resources, request.typeName), request);
  }

  public async upgradeResourceIdentity() {
    const diagnostics = new Diagnostics();
    diagnostics.error('No identities', 'Resources of this provider have no identity to upgrade.');
    return { diagnostics: diagnostics.all };
  }

  public readResource(request: Parameters<ProviderService['readResource']>[0], call: Call) {
    return readResource(find(this.resources, request.typeName), this.ready(), request, call);
  }

  public planResourceChange(request: Parameters<ProviderService['planResourceChange']>[0], call: Call) {
    return planResourceChange(find(this.resources, request.typeName), this.ready(), request, call);
  }

  public applyResourceChange(request: Parameters<ProviderService['applyResourceChange']>[0], call: Call) {
    return applyResourceChange(find(this.resources, request.typeName), this.ready(), request, call);
  }

  public importResourceState(request: Parameters<ProviderService['importResourceState']>[0]) {
    return importResourceState(find(this.resources, request.typeName), this.ready(), request);
  }

  public readDataSource({ typeName, config }: { typeName: string; config: EncodedValue }, call: Call) {
    const configured = this.ready();
    const { references } = configured;
    return answer(configured, async (diagnostics) => {
      const { declaration, attributes, type } = find(this.dataSources, typeName);
      const given = decode(config, type) as ValueRecord;
      const run = new Run(configured, call, diagnostics);
      const inputs = mapStrings(withDefaults(attributes, given), (text) =>
        references.resolve(text),
      ) as Inputs<Attributes>;
      const state = await run.look((context) => declaration.read(context, inputs));
      const problems = stateProblems(attributes, state, null);
      if (problems.length > 0) throw handlerBug({ typeName }, 'read', problems);
      return { state: encode(restoreReferences(type, given, state as ValueRecord, references), type) };
    });
  }

  /** The text without any secret that was resolved so far. */
  public redact(text: string): string {
    return this.configured?.references.redact(text) ?? text;
  }

  /** Ends what the provider opened. */
  public async close(): Promise<void> {
    await this.configured?.close();
    this.configured = undefined;
  }

  private validate(attributes: Attributes, rules: readonly Rule<Attributes>[] | undefined, encoded: EncodedValue) {
    return answer(UNCONFIGURED, async (diagnostics) => {
      const config = decode(encoded, objectType(attributes)) as ValueRecord;
      for (const rule of rules ?? []) diagnostics.add(...rule.problems(config as Config<Attributes>));
      validateAttributes(attributes, config, diagnostics, {
        problem: (text) => this.provider.referenceProblem?.(text),
      });
      return {};
    });
  }

  private ready(): Configured<unknown> {
    if (!this.configured) throw new Error('The provider was asked to work before it was configured.');
    return this.configured;
  }
}

function find<D extends Resource | DataSource>(kinds: Map<string, Kind<D>>, typeName: string): Kind<D> {
  const kind = kinds.get(typeName);
  if (!kind) throw new Error(`This provider has no ${typeName}.`);
  return kind;
}

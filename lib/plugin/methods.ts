import { Answering, type AnswerOptions, type Diagnosed, type Respond } from './answer';
import type { Calls } from './calls';
import type { Diagnostic } from './diagnostic';
import type { UnaryHandler } from './grpc';
import type { EncodedValue } from './service';
import {
  identityMessage,
  identitySchemaMessage,
  pathMessage,
  receivedIdentity,
  receivedValue,
  schemaMessage,
} from './wire/convert';
import { type DynamicValue, type Method, methods as rpc, type Written } from './wire/generated/messages';

const NOTHING = new Uint8Array(0);

export interface MethodsOptions extends AnswerOptions {
  readonly calls: Calls;
  /** Called when Terraform has no more use for this process; the answer to that call is sent when it resolves. */
  readonly onShutdown: () => Promise<void>;
}

/** The provider's gRPC methods by path, each between the protocol's messages and the service's words. */
export function providerMethods(options: MethodsOptions): ReadonlyMap<string, UnaryHandler> {
  const { calls, log } = options;
  const table = new Map<string, UnaryHandler>();
  const answering = new Answering(options);
  const diagnosed = answering.diagnosed.bind(answering);
  function serve<Q extends object, S extends Diagnosed>(
    method: Method<Q, S>,
    respond: Respond<Q, S>,
    otherwise?: (request: Q) => Written<S>,
  ): void {
    table.set(method.path, answering.handler(method, respond, otherwise));
  }

  serve(rpc.GetProviderSchema, (provider) => {
    const schemas = provider.getProviderSchema();
    return {
      provider: schemaMessage(schemas.provider),
      resourceSchemas: mapValues(schemas.resources, schemaMessage),
      dataSourceSchemas: mapValues(schemas.dataSources, schemaMessage),
      serverCapabilities: { planDestroy: true, getProviderSchemaOptional: true },
    };
  });
  serve(rpc.GetResourceIdentitySchemas, (provider) => ({
    identitySchemas: mapValues(provider.getResourceIdentitySchemas(), identitySchemaMessage),
  }));
  serve(rpc.ValidateProviderConfig, async (provider, { config }, call) => {
    const { diagnostics } = await provider.validateProviderConfig({ config: receivedValue(config) }, call);
    return { diagnostics: diagnosed(diagnostics) };
  });
  serve(rpc.ConfigureProvider, async (provider, { terraformVersion, config }, call) => {
    const { diagnostics } = await provider.configureProvider({ terraformVersion, config: receivedValue(config) }, call);
    return { diagnostics: diagnosed(diagnostics) };
  });
  serve(rpc.ValidateResourceConfig, async (provider, request, call) => {
    const { typeName, config, clientCapabilities } = request;
    const writeOnlyAttributesAllowed = clientCapabilities?.writeOnlyAttributesAllowed ?? false;
    const { diagnostics } = await provider.validateResourceConfig(
      { typeName, config: receivedValue(config), writeOnlyAttributesAllowed },
      call,
    );
    return { diagnostics: diagnosed(diagnostics) };
  });
  serve(rpc.ValidateDataResourceConfig, async (provider, request, call) => {
    const { diagnostics } = await provider.validateDataResourceConfig(dataSourceRequest(request), call);
    return { diagnostics: diagnosed(diagnostics) };
  });
  serve(rpc.UpgradeResourceState, async (provider, { typeName, version, rawState }, call) => {
    const json = rawState?.json ?? NOTHING;
    const { upgradedState, diagnostics } = await provider.upgradeResourceState({ typeName, version, json }, call);
    return { upgradedState: given(upgradedState, diagnostics), diagnostics: diagnosed(diagnostics) };
  });
  serve(rpc.UpgradeResourceIdentity, async (provider, request, call) => {
    const { typeName, version, rawIdentity } = request;
    const json = rawIdentity?.json ?? NOTHING;
    const { upgradedIdentity, diagnostics } = await provider.upgradeResourceIdentity({ typeName, version, json }, call);
    return { upgradedIdentity: identityMessage(upgradedIdentity), diagnostics: diagnosed(diagnostics) };
  });
  serve(rpc.ReadResource, async (provider, request, call) => {
    const identity = receivedIdentity(request.currentIdentity);
    const answer = await provider.readResource(
      {
        typeName: request.typeName,
        currentState: receivedValue(request.currentState),
        private: request.private ?? NOTHING,
        ...(identity && { currentIdentity: identity.identity }),
      },
      call,
    );
    return {
      newState: given(answer.newState, answer.diagnostics),
      private: answer.private,
      newIdentity: identityMessage(answer.newIdentity),
      diagnostics: diagnosed(answer.diagnostics),
    };
  });
  serve(rpc.PlanResourceChange, async (provider, request, call) => {
    const identity = receivedIdentity(request.priorIdentity);
    const answer = await provider.planResourceChange(
      {
        typeName: request.typeName,
        priorState: receivedValue(request.priorState),
        proposedNewState: receivedValue(request.proposedNewState),
        config: receivedValue(request.config),
        priorPrivate: request.priorPrivate ?? NOTHING,
        ...(identity && { priorIdentity: identity.identity }),
      },
      call,
    );
    return {
      plannedState: given(answer.plannedState, answer.diagnostics),
      requiresReplace: answer.requiresReplace?.map(pathMessage),
      plannedPrivate: answer.plannedPrivate,
      plannedIdentity: identityMessage(answer.plannedIdentity),
      diagnostics: diagnosed(answer.diagnostics),
    };
  });
  serve(
    rpc.ApplyResourceChange,
    async (provider, request, call) => {
      const identity = receivedIdentity(request.plannedIdentity);
      const answer = await provider.applyResourceChange(
        {
          typeName: request.typeName,
          priorState: receivedValue(request.priorState),
          plannedState: receivedValue(request.plannedState),
          config: receivedValue(request.config),
          plannedPrivate: request.plannedPrivate ?? NOTHING,
          ...(identity && { plannedIdentity: identity.identity }),
        },
        call,
      );
      return {
        newState: given(answer.newState, answer.diagnostics),
        private: answer.private,
        newIdentity: identityMessage(answer.newIdentity),
        diagnostics: diagnosed(answer.diagnostics),
      };
    },
    // The state as it was is the best that is known; for a create it is null, and nothing is recorded.
    ({ priorState, plannedPrivate }) => ({ newState: receivedValue(priorState), private: plannedPrivate }),
  );
  serve(rpc.ImportResourceState, async (provider, { typeName, id, identity }, call) => {
    const answer = await provider.importResourceState({ typeName, id, ...receivedIdentity(identity) }, call);
    return {
      importedResources: answer.importedResources.map((imported) => ({
        ...imported,
        identity: identityMessage(imported.identity),
      })),
      diagnostics: diagnosed(answer.diagnostics),
    };
  });
  serve(rpc.ReadDataSource, async (provider, request, call) => {
    const { state, diagnostics } = await provider.readDataSource(dataSourceRequest(request), call);
    return { state: given(state, diagnostics), diagnostics: diagnosed(diagnostics) };
  });

  table.set(rpc.StopProvider.path, async () => {
    log.info('Terraform asks running calls to stop');
    calls.abort('Terraform was interrupted.');
    return rpc.StopProvider.response.encode({});
  });
  table.set(rpc.Shutdown.path, async () => {
    await options.onShutdown();
    return rpc.Shutdown.response.encode({});
  });
  return table;
}

function dataSourceRequest({ typeName, config }: { typeName: string; config: DynamicValue | undefined }) {
  return { typeName, config: receivedValue(config), writeOnlyAttributesAllowed: false };
}

/** The answer's value. Terraform would take a forgotten one for null, that is, for a deleted resource. */
function given(value: EncodedValue | undefined, diagnostics: readonly Diagnostic[]): EncodedValue | undefined {
  if (value === undefined && !diagnostics.some(({ severity }) => severity === 'error')) {
    throw new Error('The answer has neither a value nor an error.');
  }
  return value;
}

function mapValues<T, U>(values: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

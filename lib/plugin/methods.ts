import type { Calls } from './calls';
import type { Diagnostic } from './diagnostic';
import type { UnaryHandler } from './grpc';
import type { Logger } from './log';
import type { Call, ProviderService } from './service';
import {
  diagnosticMessage,
  identityMessage,
  identitySchemaMessage,
  pathMessage,
  receivedIdentity,
  receivedValue,
  schemaMessage,
} from './wire/convert';
import { type DynamicValue, type Method, methods as rpc, type Written } from './wire/generated/messages';

const NOTHING = new Uint8Array(0);

export interface MethodsOptions {
  /** Gives the one service; asked at each call. */
  readonly service: () => Promise<ProviderService>;
  readonly calls: Calls;
  readonly log: Logger;
  /** Takes secrets out of what is shown to the user. */
  readonly redact: (text: string) => string;
  /** Called when Terraform has no more use for this process; the answer to that call is sent when it resolves. */
  readonly onShutdown: () => Promise<void>;
}

/** The provider's gRPC methods by path: each decodes its request, asks the service and encodes the response. */
export function providerMethods(options: MethodsOptions): ReadonlyMap<string, UnaryHandler> {
  const { calls, log } = options;
  const table = new Map<string, UnaryHandler>();
  let requests = 0;

  const diagnosed = (diagnostics: readonly Diagnostic[]) =>
    diagnostics.map((diagnostic) => diagnosticMessage(diagnostic, options.redact));

  /**
   * Adds one method. An exception in the service never becomes a gRPC error, which would lose a resource's state:
   * it becomes an error diagnostic beside what `otherwise` makes of the request.
   */
  function method<Q extends object, S>(
    name: Exclude<keyof typeof rpc, 'StopProvider' | 'Shutdown'>,
    { path, request: incoming, response }: Method<Q, S>,
    respond: (service: ProviderService, request: Q, call: Call) => Promise<Written<S>> | Written<S>,
    otherwise: (request: Q) => object = () => ({}),
  ): void {
    table.set(path, (bytes, cancelled) => {
      const request = incoming.decode(bytes);
      requests += 1;
      const typeName = 'typeName' in request ? String(request.typeName) : undefined;
      const fields = { rpc: name, request: requests, ...(typeName === undefined ? {} : { type: typeName }) };
      return log.within(fields, () =>
        calls.run(cancelled, async (signal) => {
          const started = performance.now();
          try {
            return response.encode(await respond(await options.service(), request, { signal }));
          } catch (error) {
            const diagnostics = diagnosed([failure(name, typeName, error, log)]);
            return response.encode({ ...otherwise(request), diagnostics } as unknown as Written<S>);
          } finally {
            log.debug('Call answered', { milliseconds: Math.round(performance.now() - started) });
          }
        }),
      );
    });
  }

  method('GetProviderSchema', rpc.GetProviderSchema, (provider) => {
    const schemas = provider.getProviderSchema();
    return {
      provider: schemaMessage(schemas.provider),
      resourceSchemas: mapValues(schemas.resources, schemaMessage),
      dataSourceSchemas: mapValues(schemas.dataSources, schemaMessage),
      serverCapabilities: { planDestroy: true, getProviderSchemaOptional: true },
    };
  });
  method('GetResourceIdentitySchemas', rpc.GetResourceIdentitySchemas, (provider) => ({
    identitySchemas: mapValues(provider.getResourceIdentitySchemas(), identitySchemaMessage),
  }));
  method('ValidateProviderConfig', rpc.ValidateProviderConfig, async (provider, { config }, call) => {
    const { diagnostics } = await provider.validateProviderConfig({ config: receivedValue(config) }, call);
    return { diagnostics: diagnosed(diagnostics) };
  });
  method('ConfigureProvider', rpc.ConfigureProvider, async (provider, { terraformVersion, config }, call) => {
    const { diagnostics } = await provider.configureProvider({ terraformVersion, config: receivedValue(config) }, call);
    return { diagnostics: diagnosed(diagnostics) };
  });
  method('ValidateResourceConfig', rpc.ValidateResourceConfig, async (provider, request, call) => {
    const { typeName, config, clientCapabilities } = request;
    const writeOnlyAttributesAllowed = clientCapabilities?.writeOnlyAttributesAllowed ?? false;
    const { diagnostics } = await provider.validateResourceConfig(
      { typeName, config: receivedValue(config), writeOnlyAttributesAllowed },
      call,
    );
    return { diagnostics: diagnosed(diagnostics) };
  });
  method('ValidateDataResourceConfig', rpc.ValidateDataResourceConfig, async (provider, request, call) => {
    const { diagnostics } = await provider.validateDataResourceConfig(dataSourceRequest(request), call);
    return { diagnostics: diagnosed(diagnostics) };
  });
  method('UpgradeResourceState', rpc.UpgradeResourceState, async (provider, { typeName, version, rawState }, call) => {
    const json = rawState?.json ?? NOTHING;
    const { upgradedState, diagnostics } = await provider.upgradeResourceState({ typeName, version, json }, call);
    return { upgradedState, diagnostics: diagnosed(diagnostics) };
  });
  method('UpgradeResourceIdentity', rpc.UpgradeResourceIdentity, async (provider, request, call) => {
    const { typeName, version, rawIdentity } = request;
    const json = rawIdentity?.json ?? NOTHING;
    const { upgradedIdentity, diagnostics } = await provider.upgradeResourceIdentity({ typeName, version, json }, call);
    return { upgradedIdentity: identityMessage(upgradedIdentity), diagnostics: diagnosed(diagnostics) };
  });
  method('ReadResource', rpc.ReadResource, async (provider, request, call) => {
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
      newState: answer.newState,
      private: answer.private,
      newIdentity: identityMessage(answer.newIdentity),
      diagnostics: diagnosed(answer.diagnostics),
    };
  });
  method('PlanResourceChange', rpc.PlanResourceChange, async (provider, request, call) => {
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
      plannedState: answer.plannedState,
      requiresReplace: answer.requiresReplace?.map(pathMessage),
      plannedPrivate: answer.plannedPrivate,
      plannedIdentity: identityMessage(answer.plannedIdentity),
      diagnostics: diagnosed(answer.diagnostics),
    };
  });
  method(
    'ApplyResourceChange',
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
        newState: answer.newState,
        private: answer.private,
        newIdentity: identityMessage(answer.newIdentity),
        diagnostics: diagnosed(answer.diagnostics),
      };
    },
    // The state as it was is the best that is known; for a create it is null, and nothing is recorded.
    ({ priorState, plannedPrivate }) => ({ newState: receivedValue(priorState), private: plannedPrivate }),
  );
  method('ImportResourceState', rpc.ImportResourceState, async (provider, { typeName, id, identity }, call) => {
    const answer = await provider.importResourceState({ typeName, id, ...receivedIdentity(identity) }, call);
    return {
      importedResources: answer.importedResources.map((imported) => ({
        ...imported,
        identity: identityMessage(imported.identity),
      })),
      diagnostics: diagnosed(answer.diagnostics),
    };
  });
  method('ReadDataSource', rpc.ReadDataSource, async (provider, request, call) => {
    const { state, diagnostics } = await provider.readDataSource(dataSourceRequest(request), call);
    return { state, diagnostics: diagnosed(diagnostics) };
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

/** What an exception that nobody handled is shown as. */
function failure(rpcName: string, typeName: string | undefined, error: unknown, log: Logger): Diagnostic {
  const text = error instanceof Error ? error.message : String(error);
  log.error('The provider failed unexpectedly', { error: error instanceof Error ? (error.stack ?? text) : text });
  return {
    severity: 'error',
    summary: 'The provider failed unexpectedly',
    detail:
      `${typeName ? `${typeName}: ` : ''}${text}\n\n` +
      `This is a bug in the provider (in ${rpcName}). Run Terraform with TF_LOG=ERROR to see where it happened, and report it.`,
  };
}

function mapValues<T, U>(values: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

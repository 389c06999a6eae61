import { type Certificate, createCertificate } from '../../../lib/plugin/certificate';
import { Logger } from '../../../lib/plugin/log';
import { type PluginServer, startServer } from '../../../lib/plugin/server';
import type { ProviderService } from '../../../lib/plugin/service';
import { encode } from '../../../lib/plugin/value/encoded';
import { decodeMsgpack, encodeMsgpack } from '../../../lib/plugin/value/msgpack';
import { record, type ValueRecord } from '../../../lib/plugin/value/value';
import { Client, methods } from './client';
import { THING, toyProvider } from './toy-provider';
import { cases } from './vectors.json';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

function serve(service: ProviderService, tls?: Certificate, redact = (text: string) => text): Promise<PluginServer> {
  const log = new Logger({ level: 'off', write: () => undefined });
  return startServer({
    service: async () => service,
    log,
    redact,
    clientCertificate: tls?.pem,
    onShutdown: async () => undefined,
  }).then(kept);
}

async function dial(server: PluginServer, own?: Certificate): Promise<Client> {
  return kept(await Client.connect(server.address, server.certificate?.pem, own));
}

function kept<T extends { close(): void }>(each: T): T {
  open.push(each);
  return each;
}

const nothing = Buffer.from(cases.nothing.msgpack, 'hex');
const thing = (entries: ValueRecord) => encodeMsgpack(record(Object.entries({ ...empty, ...entries })), THING);
const empty = decodeMsgpack(nothing, THING) as ValueRecord;

describe('who may connect', () => {
  test('the owner of the announced certificate is served', async () => {
    const own = createCertificate();
    const client = await dial(await serve(toyProvider(), own), own);
    const { resourceSchemas, diagnostics } = await client.call(methods.GetProviderSchema, {});
    expect(Object.keys(resourceSchemas)).toEqual(['toy_thing']);
    expect(diagnostics).toEqual([]);
  });

  const asked = async (own: Certificate, presented: Certificate | undefined) => {
    let calls = 0;
    const provider = toyProvider();
    const counting = {
      ...provider,
      getProviderSchema: () => {
        calls += 1;
        return provider.getProviderSchema();
      },
    };
    const server = await serve(counting, own);
    const attempt = async () => {
      const client = await dial(server, presented);
      await client.call(methods.GetProviderSchema, {});
    };
    await expect(attempt()).rejects.toThrow();
    return calls;
  };

  test('a client without a certificate is refused before any call', async () => {
    expect(await asked(createCertificate(), undefined)).toBe(0);
  });

  test('a client with another certificate is refused before any call', async () => {
    expect(await asked(createCertificate(), createCertificate())).toBe(0);
  });

  test('a client that presents the right certificate without having its key is refused before any call', async () => {
    const own = createCertificate();
    const forged = { ...own, privateKeyPem: createCertificate().privateKeyPem };
    expect(await asked(own, forged)).toBe(0);
  });

  test('a client in plain text is refused where TLS was agreed', async () => {
    const server = await serve(toyProvider(), createCertificate());
    await expect(Client.connect(server.address)).rejects.toThrow();
  });
});

describe('calls', () => {
  test('a message of 5 MiB passes in both directions, ten at a time', async () => {
    const client = await dial(await serve(toyProvider()));
    const text = 'x'.repeat(5 << 20);
    const state = { msgpack: thing({ text }) };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        client.call(methods.ReadResource, { typeName: 'toy_thing', currentState: state }),
      ),
    );
    for (const { newState } of answers) {
      expect((decodeMsgpack(newState?.msgpack ?? new Uint8Array(), THING) as ValueRecord).text === text).toBe(true);
    }
  });

  test('an unknown method is answered with UNIMPLEMENTED, and the connection goes on', async () => {
    const client = await dial(await serve(toyProvider()));
    await expect(client.send('/plugin.GRPCStdio/StreamStdio', new Uint8Array())).rejects.toMatchObject({ status: 12 });
    await expect(client.call(methods.GetResourceIdentitySchemas, {})).resolves.toMatchObject({ identitySchemas: {} });
  });

  test('a malformed request is answered with an error, and the connection goes on', async () => {
    const client = await dial(await serve(toyProvider()));
    const { path } = methods.ReadResource;
    await expect(client.send(path, Buffer.from([0, 0]), false)).rejects.toMatchObject({ status: 13 });
    await expect(client.send(path, Buffer.from([1, 0, 0, 0, 0]), false)).rejects.toMatchObject({ status: 12 });
    await expect(client.send(path, Buffer.from([0, 0, 0, 0, 9, 1]), false)).rejects.toMatchObject({ status: 13 });
    await expect(client.call(methods.GetResourceIdentitySchemas, {})).resolves.toBeDefined();
  });

  test('an absent value arrives as null, not as nothing', async () => {
    const seen: unknown[] = [];
    const provider = toyProvider({ seen: ({ values }) => seen.push(values.currentState) });
    const client = await dial(await serve(provider));
    await client.call(methods.ReadResource, { typeName: 'toy_thing' });
    expect(seen).toEqual([encode(null, THING)]);
  });

  test('stopping aborts the running calls, and later calls run undisturbed', async () => {
    const started: (() => void)[] = [];
    let interrupted: unknown;
    const provider = toyProvider({
      onApply: (planned, call) => {
        if (planned?.text !== 'slow') return call.signal.throwIfAborted();
        for (const tell of started.splice(0)) tell();
        return new Promise((_, reject) =>
          call.signal.addEventListener('abort', () => {
            interrupted = call.signal.reason;
            reject(call.signal.reason);
          }),
        );
      },
    });
    const client = await dial(await serve(provider));
    const apply = (text: string) =>
      client.call(methods.ApplyResourceChange, { typeName: 'toy_thing', plannedState: { msgpack: thing({ text }) } });
    const running = new Promise<void>((resolve) => started.push(resolve));
    const slow = apply('slow');
    await running;
    await expect(client.call(methods.StopProvider, {})).resolves.toEqual({ Error: '' });
    await expect(slow).resolves.toMatchObject({ diagnostics: [{ severity: 1 }] });
    expect(interrupted).toEqual(new Error('Terraform was interrupted.'));
    await expect(apply('later')).resolves.toMatchObject({ diagnostics: [] });
  });

  test('an answered call is not aborted afterwards', async () => {
    const signals: AbortSignal[] = [];
    const provider = toyProvider({ onApply: (_, { signal }) => void signals.push(signal) });
    const server = await serve(provider);
    const client = await dial(server);
    await client.call(methods.ApplyResourceChange, { plannedState: { msgpack: nothing } });
    client.close();
    await server.drain(1000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  test('a client that goes away aborts its calls', async () => {
    const reason = new Promise((resolve) => {
      const provider = toyProvider({
        onApply: (_, call) => {
          call.signal.addEventListener('abort', () => resolve(call.signal.reason));
          client.then((it) => it.close());
          return new Promise(() => undefined);
        },
      });
      const client = serve(provider).then((server) => dial(server));
      client
        .then((it) => it.call(methods.ApplyResourceChange, { plannedState: { msgpack: nothing } }))
        .catch(() => undefined);
    });
    await expect(reason).resolves.toEqual(new Error('Terraform has gone away.'));
  });
});

describe('exceptions in the service', () => {
  const broken = (text: string) =>
    toyProvider({
      onApply: () => {
        throw new Error(text);
      },
    });

  test('become a diagnostic that calls itself a bug, beside the prior state', async () => {
    const client = await dial(await serve(broken('the disk is a teapot')));
    const prior = thing({ text: 'before' });
    const answer = await client.call(methods.ApplyResourceChange, {
      typeName: 'toy_thing',
      priorState: { msgpack: prior },
      plannedState: { msgpack: thing({ text: 'after' }) },
      plannedPrivate: Buffer.from('kept'),
    });
    expect(Buffer.from(answer.newState?.msgpack ?? []).equals(prior)).toBe(true);
    expect(Buffer.from(answer.private ?? []).toString()).toBe('kept');
    expect(answer.diagnostics).toHaveLength(1);
    expect(answer.diagnostics[0]).toMatchObject({ severity: 1, summary: 'The provider failed unexpectedly' });
    expect(answer.diagnostics[0]?.detail).toMatch(/^toy_thing: the disk is a teapot\n\nThis is a bug in the provider/);
  });

  test('record nothing when a create failed', async () => {
    const client = await dial(await serve(broken('no')));
    const answer = await client.call(methods.ApplyResourceChange, { plannedState: { msgpack: nothing } });
    expect(decodeMsgpack(answer.newState?.msgpack ?? new Uint8Array(), THING)).toBeNull();
  });

  test('are what a forgotten state is taken for, instead of a deleted resource', async () => {
    const forgetful = { ...toyProvider(), readResource: async () => ({ diagnostics: [] }) };
    const { diagnostics } = await (await dial(await serve(forgetful))).call(methods.ReadResource, {
      typeName: 'toy_thing',
    });
    expect(diagnostics[0]?.detail).toContain('toy_thing: The answer has neither a value nor an error.');
  });

  test('do not tell secrets', async () => {
    const server = await serve(broken('wrong password hunter2'), undefined, (text) =>
      text.replaceAll('hunter2', '***'),
    );
    const answer = await (await dial(server)).call(methods.ApplyResourceChange, { plannedState: { msgpack: nothing } });
    expect(answer.diagnostics[0]?.detail).toContain('wrong password ***');
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });
});

describe('diagnostics', () => {
  test('point at the attribute', async () => {
    const client = await dial(await serve(toyProvider()));
    const { diagnostics } = await client.call(methods.ValidateResourceConfig, {
      config: { msgpack: thing({ text: 'forbidden' }) },
    });
    expect(diagnostics).toMatchObject([
      {
        severity: 1,
        summary: 'Forbidden text',
        attribute: { steps: [{ selector: 'attributeName', attributeName: 'text' }] },
      },
    ]);
  });

  test('can point into lists and maps, at index 0 and at the empty key too', async () => {
    const path = [{ attribute: 'list' }, { index: 0 }, { key: '' }];
    const provider: ProviderService = {
      ...toyProvider(),
      validateResourceConfig: async () => ({ diagnostics: [{ severity: 'warning', summary: 'x', path }] }),
    };
    const { diagnostics } = await (await dial(await serve(provider))).call(methods.ValidateResourceConfig, {});
    expect(diagnostics[0]?.attribute?.steps.map(({ selector }) => selector)).toEqual([
      'attributeName',
      'elementKeyInt',
      'elementKeyString',
    ]);
    expect(diagnostics[0]?.severity).toBe(2);
  });
});

describe('resource identity', () => {
  const identity = { msgpack: encodeMsgpack(record([['host', 'node1']]), ['object', { host: 'string' }]) };
  const provider: ProviderService = {
    ...toyProvider(),
    getResourceIdentitySchemas: () => ({
      toy_thing: { version: 2, attributes: [{ name: 'host', type: 'string', requiredForImport: true }] },
    }),
    readResource: async ({ currentState, currentIdentity }) => ({
      newState: currentState,
      ...(currentIdentity && { newIdentity: currentIdentity }),
      diagnostics: [],
    }),
  };

  test('is declared', async () => {
    const { identitySchemas } = await (await dial(await serve(provider))).call(methods.GetResourceIdentitySchemas, {});
    const { version, identityAttributes } = identitySchemas.toy_thing ?? {};
    expect(version).toBe(2);
    expect(identityAttributes).toMatchObject([{ name: 'host', requiredForImport: true, optionalForImport: false }]);
    expect(Buffer.from(identityAttributes?.[0]?.type ?? []).toString()).toBe('"string"');
  });

  test('travels with the state, and is left out when there is none', async () => {
    const client = await dial(await serve(provider));
    const state = { currentState: { msgpack: nothing } };
    const known = await client.call(methods.ReadResource, { ...state, currentIdentity: { identityData: identity } });
    expect(Buffer.from(known.newIdentity?.identityData?.msgpack ?? []).equals(identity.msgpack)).toBe(true);
    expect((await client.call(methods.ReadResource, state)).newIdentity).toBeUndefined();
  });
});

import { cloudAttributes, hostAttributes, providerAttributes } from '../../lib/configuration';
import type { Call } from '../../lib/plugin/service';
import { decode, encode } from '../../lib/plugin/value/encoded';
import { UNKNOWN } from '../../lib/plugin/value/unknown';
import { record, type Value, type ValueRecord } from '../../lib/plugin/value/value';
import { stackwright } from '../../lib/provider';
import { type Attributes, objectType } from '../../lib/schema/attribute';
import { allAttributes } from '../../lib/schema/server/kind';
import { DeclaredProviderService } from '../../lib/schema/server/service';

const call: Call = { signal: new AbortController().signal };
const nulls = (attributes: Attributes) => record(Object.keys(attributes).map((name) => [name, null]));
const type = objectType(providerAttributes);

const host = (values: Record<string, Value>): ValueRecord => ({ ...nulls(hostAttributes), ...values });
const config = (values: Record<string, Value>) => ({
  config: encode({ ...nulls(providerAttributes), ...values }, type),
});

const [file] = stackwright.resources.filter(({ name }) => name === 'file');
if (!file) throw new Error('there is no file');
const fileAttributes = allAttributes(file);
const fileType = objectType(fileAttributes);
const aFile = (values: Record<string, Value>): ValueRecord => ({
  ...nulls(fileAttributes),
  host: 'node1',
  path: '/etc/a',
  content: 'a',
  ...values,
});
const existing = aFile({ owner: 'root', group: 'root', mode: '0644', sha256: 'x', revision: 'y' });

const services: DeclaredProviderService[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});

async function configured(values: Record<string, Value>) {
  const service = new DeclaredProviderService(stackwright);
  services.push(service);
  return { service, ...(await service.configureProvider(config(values))) };
}

async function plan(values: Record<string, Value>, wanted: ValueRecord, prior: ValueRecord | null = null) {
  const { service } = await configured(values);
  const { plannedState, diagnostics } = await service.planResourceChange(
    {
      typeName: 'stackwright_file',
      priorState: encode(prior, fileType),
      proposedNewState: encode(wanted, fileType),
      config: encode(wanted, fileType),
      priorPrivate: new Uint8Array(),
    },
    call,
  );
  return { planned: plannedState && decode(plannedState, fileType), diagnostics };
}

async function read(values: Record<string, Value>, current = existing, times = 1) {
  const { service } = await configured(values);
  const request = { typeName: 'stackwright_file', currentState: encode(current, fileType), private: new Uint8Array() };
  const answers = await Promise.all(Array.from({ length: times }, () => service.readResource(request, call)));
  return answers.map(({ newState, diagnostics }) => ({ state: newState && decode(newState, fileType), diagnostics }));
}

describe('the configuration is checked', () => {
  test.each([
    [{}, 'has neither a password nor a token'],
    [{ password: '{{secret:a}}', token: 'b' }, 'has both a password and a token'],
  ])('a cloud with %j', async (proof, problem) => {
    const cloud = { ...nulls(cloudAttributes), auth_url: 'http://192.0.2.1:5000', ...proof };
    const { diagnostics } = await validate({ clouds: { main: cloud } });
    expect(diagnostics).toMatchObject([{ severity: 'error', path: [{ attribute: 'clouds' }, { key: 'main' }, {}] }]);
    expect(diagnostics[0]?.detail).toContain(`The cloud "main" ${problem}`);
  });

  test('a cloud with a URL that is none', async () => {
    const cloud = { ...nulls(cloudAttributes), auth_url: '192.0.2.1:5000', password: '{{secret:a}}' };
    const { diagnostics } = await validate({ clouds: { main: cloud } });
    expect(diagnostics[0]?.detail).toContain('Give a URL that begins with "http://" or "https://"');
  });

  const validate = (values: Record<string, Value>) =>
    new DeclaredProviderService(stackwright).validateProviderConfig(config(values));

  test.each(['password', 'private_key', 'passphrase', 'sudo_password'])('a malformed reference in %s', async (name) => {
    const { diagnostics } = await validate({
      hosts: { node1: host({ address: 'a', [name]: 'the-start{{secret:A B}}' }) },
    });
    expect(diagnostics).toMatchObject([
      { severity: 'error', path: [{ attribute: 'hosts' }, { key: 'node1' }, { attribute: name }] },
    ]);
    expect(diagnostics[0]?.detail).toContain('A reference is {{secret:NAME}}');
    expect(JSON.stringify(diagnostics)).not.toContain('the-start');
  });

  test('a host that is null', async () => {
    const { diagnostics } = await validate({ hosts: { node1: null } });
    expect(diagnostics).toMatchObject([{ severity: 'error', path: [{ attribute: 'hosts' }, { key: 'node1' }] }]);
  });

  test('but the value of a secret may be any text', async () => {
    expect(await validate({ secrets: { a: 'odd {{secret:' } })).toEqual({ diagnostics: [] });
  });

  test.each([
    ['hosts', { hosts: UNKNOWN }],
    ['one host', { hosts: { node1: UNKNOWN } }],
    ['parts of one', { hosts: { node1: host({ address: UNKNOWN, host_key_fingerprints: [UNKNOWN] }) } }],
    ['secrets', { secrets: UNKNOWN, master_key_file: UNKNOWN }],
  ])('and nothing is said of %s being unknown', async (_, values) => {
    expect(await validate(values)).toEqual({ diagnostics: [] });
    expect((await configured(values)).diagnostics).toEqual([]);
  });
});

describe('a configuration that cannot be used is told at its attribute', () => {
  test('a master key file that is not there', async () => {
    const { diagnostics } = await configured({ master_key_file: '/nowhere/key' });
    expect(diagnostics).toMatchObject([
      {
        summary: 'Master key invalid',
        path: [{ attribute: 'master_key_file' }],
        detail: expect.stringContaining('/nowhere/key'),
      },
    ]);
  });

  test('a secret whose name no reference could have', async () => {
    const { diagnostics } = await configured({ secrets: { 'Bad Name': 'value-of-it' } });
    expect(diagnostics).toMatchObject([
      { path: [{ attribute: 'secrets' }], detail: expect.stringContaining("'Bad Name'") },
    ]);
    expect(JSON.stringify(diagnostics)).not.toContain('value-of-it');
  });
});

describe('a host that is not known yet', () => {
  const cases: [string, Record<string, Value>, string][] = [
    ['with all hosts', { hosts: UNKNOWN }, 'hosts depends'],
    ['as a whole', { hosts: { node1: UNKNOWN } }, 'hosts["node1"] depends'],
    ['in its address', { hosts: { node1: host({ address: UNKNOWN }) } }, 'hosts["node1"].address depends'],
    [
      'in a fingerprint',
      { hosts: { node1: host({ address: 'a', host_key_fingerprints: [UNKNOWN] }) } },
      'hosts["node1"].host_key_fingerprints depends',
    ],
    [
      'in the host that it is reached through',
      { hosts: { node1: host({ address: 'a', jump: 'gate' }), gate: host({ address: UNKNOWN }) } },
      'hosts["gate"].address depends',
    ],
  ];

  test.each(cases)('%s: what is to be made there is planned', async (_, values) => {
    const { planned, diagnostics } = await plan(values, aFile({}));
    expect(diagnostics).toEqual([]);
    expect(planned).toMatchObject({ content: 'a', mode: '0644', sha256: UNKNOWN });
  });

  test.each(cases)('%s: looking at what is there fails, and says why', async (_, values, why) => {
    const [answer] = await read(values);
    expect(answer?.state).toBeUndefined();
    expect(answer?.diagnostics).toMatchObject([
      { severity: 'error', summary: 'Not known yet', path: [{ attribute: 'host' }] },
    ]);
    expect(answer?.diagnostics[0]?.detail).toContain(why);
  });

  test('with on_unreachable = "keep": what is known is kept', async () => {
    const [answer] = await read({ hosts: { node1: host({ address: UNKNOWN, on_unreachable: 'keep' }) } });
    expect(answer).toMatchObject({ state: existing, diagnostics: [{ severity: 'warning' }] });
  });

  test('is told from one that does not exist', async () => {
    const { diagnostics } = await plan({ hosts: { other: UNKNOWN } }, aFile({}));
    expect(diagnostics).toMatchObject([{ summary: 'Unknown host', path: [{ attribute: 'host' }] }]);
    expect(diagnostics[0]?.detail).toContain('It has other.');
  });
});

describe('a host that does not answer', () => {
  // Nothing listens on port 1.
  const closed = (onUnreachable: string) => ({
    hosts: {
      node1: host({
        address: '127.0.0.1',
        port: 1,
        password: 'x',
        on_unreachable: onUnreachable,
        host_key_fingerprints: [],
      }),
    },
  });

  test('is an error', async () => {
    const [answer] = await read(closed('error'));
    expect(answer?.state).toBeUndefined();
    expect(answer?.diagnostics).toMatchObject([{ severity: 'error', summary: 'Host unreachable' }]);
  });

  test('keeps what is known of its objects where that is asked for, and warns once', async () => {
    const answers = await read(closed('keep'), existing, 3);
    expect(answers.map(({ state }) => state)).toEqual([existing, existing, existing]);
    expect(answers.flatMap(({ diagnostics }) => diagnostics)).toMatchObject([
      { severity: 'warning', summary: 'node1 could not be looked at' },
    ]);
  });
});

describe('a secret that is not known yet', () => {
  const hosts = { node1: host({ address: 'a' }) };
  const secretive = { content: '{{secret:a}}' };

  test.each<[string, Record<string, Value>]>([
    ['by itself', { secrets: { a: UNKNOWN, b: 'known-value' } }],
    ['with all of them', { secrets: UNKNOWN }],
    ['for want of the master key', { master_key_file: UNKNOWN }],
  ])('%s: is planned with, but never taken for another value', async (_, values) => {
    const { planned, diagnostics } = await plan({ hosts, ...values }, aFile(secretive));
    expect(diagnostics).toEqual([]);
    expect(planned).toMatchObject(secretive);
    const [answer] = await read({ hosts, ...values }, { ...existing, ...secretive });
    expect(answer?.diagnostics).toMatchObject([{ severity: 'error', summary: 'Not known yet' }]);
    expect(answer?.diagnostics[0]?.detail).toContain("'a'");
  });

  test('does not stand in the way of those that are', async () => {
    const values = { hosts, secrets: { a: UNKNOWN, b: 'known-value' }, master_key_file: null };
    expect((await plan(values, aFile({ content: '{{secret:b}}' }))).diagnostics).toEqual([]);
    expect((await plan(values, aFile({ content: '{{secret:c}}' }))).diagnostics).toMatchObject([
      { summary: 'Secret not available', path: [{ attribute: 'content' }] },
    ]);
  });
});

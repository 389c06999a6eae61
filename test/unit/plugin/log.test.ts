import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type LogLevel, levelFromEnvironment } from '../../../lib/plugin/log';

function logger(level: LogLevel | 'off' = 'trace') {
  const lines: string[] = [];
  const log = new Logger({ level, module: 'toy', write: (line) => lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') };
}

describe('a log line', () => {
  test('is what terraform reads: one JSON object with level, message, module and six digits of time', () => {
    const { log, lines, last } = logger();
    log.info('hello', { host: 'node1', count: 2 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(last()).toEqual({
      '@level': 'info',
      '@message': 'hello',
      '@module': 'toy',
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      host: 'node1',
      count: 2,
    });
  });

  test('cannot be broken by a message or field of another kind', () => {
    const { log, last } = logger();
    const circular: Record<string, unknown> = { name: 'x' };
    circular.self = circular;
    const shared = { a: 1 };
    log.log('warn', 42 as unknown as string, {
      '@message': 5,
      '@level': {},
      circular,
      twice: [shared, shared],
      big: 12345678901234567890n,
      nothing: undefined,
      error: new Error('outer', { cause: new Error('inner') }),
      bytes: Buffer.from('secret bytes'),
      call: () => 1,
    });
    expect(last()).toMatchObject({
      '@level': 'warn',
      '@message': '42',
      circular: { name: 'x', self: '(circular)' },
      twice: [{ a: 1 }, { a: 1 }],
      big: '12345678901234567890',
      nothing: 'undefined',
      error: expect.stringMatching(/^Error: outer\n.*caused by Error: inner\n/s),
      bytes: '(12 bytes)',
    });
  });

  test('survives a field that cannot be read', () => {
    const { log, last } = logger();
    const hostile = {
      get field(): string {
        throw new Error('no');
      },
    };
    log.error('still said', { hostile });
    expect(last()).toMatchObject({ '@message': 'still said', unreadable: 'Error: no' });
  });

  test.each([
    ['a long message', () => ['\0'.repeat(200_000), {}] as const],
    ['a long field', () => ['short', { field: 'ü'.repeat(200_000) }] as const],
    ['many fields', () => ['short', { list: Array.from({ length: 50_000 }, () => 'word') }] as const],
  ])('stays under 64 KiB with %s', (_, make) => {
    const { log, lines, last } = logger();
    log.info(...make());
    expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThan(64 * 1024);
    expect(last()['@level']).toBe('info');
  });

  test('has no secret in it, even one that JSON writes differently', () => {
    const { log, lines } = logger();
    const secret = 'pass"word\\\n1';
    log.redact = (text) => text.replaceAll(secret, '***');
    log.info(`login with ${secret}`, { deep: [{ secret }], error: new Error(secret) });
    expect(lines[0]).not.toContain('pass');
    expect(lines[0]).not.toContain('word');
    expect(lines[0]?.match(/\*\*\*/g)).toHaveLength(3);
  });
});

describe('levels', () => {
  test('only what is asked for is written', () => {
    const { log, lines } = logger('warn');
    log.debug('no');
    log.info('no');
    log.warn('yes');
    log.error('yes');
    expect(lines).toHaveLength(2);
    expect([log.shows('info'), log.shows('warn')]).toEqual([false, true]);
  });

  test('nothing is put together when nobody reads', () => {
    const { log, lines } = logger('off');
    log.error('x', {
      get costly(): string {
        throw new Error('read');
      },
    });
    expect(lines).toEqual([]);
  });

  test.each([
    [{}, 'off'],
    [{ TF_LOG: '' }, 'off'],
    [{ TF_LOG: 'off' }, 'off'],
    [{ TF_LOG: 'WARN' }, 'warn'],
    [{ TF_LOG: 'JSON' }, 'trace'],
    [{ TF_LOG: 'loud' }, 'trace'],
    [{ TF_LOG: 'error', TF_LOG_PROVIDER: 'DEBUG' }, 'debug'],
    [{ TF_LOG: 'trace', TF_LOG_PROVIDER: 'off' }, 'off'],
  ])('of %j is %s', (env, level) => {
    expect(levelFromEnvironment(env)).toBe(level);
  });
});

describe('the fields of a call', () => {
  test('are on all its lines, also after waiting, and on no other line', async () => {
    const { log, lines } = logger();
    const call = (request: number) =>
      log.within({ rpc: 'ReadResource', request }, async () => {
        log.info('first');
        await sleep(5);
        log.within({ host: 'node1' }, () => log.info('second'));
      });
    await Promise.all([call(1), call(2)]);
    log.info('outside');
    const entries = lines.map((line) => JSON.parse(line));
    const of = (request: number) => entries.filter((entry) => entry.request === request);
    for (const request of [1, 2]) {
      expect(of(request)).toMatchObject([
        { rpc: 'ReadResource', '@message': 'first' },
        { rpc: 'ReadResource', '@message': 'second', host: 'node1' },
      ]);
    }
    expect(entries.at(-1)).not.toHaveProperty('rpc');
  });
});

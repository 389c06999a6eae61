import { erlangText, parseAnswer } from '../../../lib/host/rabbitmq/node';

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value), 'utf8').toString('base64');

test('an answer comes as a list of strings, however many they are', () => {
  const text = base64({ value: 'ä"\\'.repeat(40) });
  expect(parseAnswer(`{ok, ["${text}"]}`)).toEqual({ value: 'ä"\\'.repeat(40) });
  expect(parseAnswer(`{ok, ["${text.slice(0, 50)}", "${text.slice(50, 60)}", "${text.slice(60)}"]}\n`)).toEqual({
    value: 'ä"\\'.repeat(40),
  });
  expect(parseAnswer(`{ok, ["${text.slice(0, -3)}", "${text.slice(-3)}", ""]}`)).toEqual({ value: 'ä"\\'.repeat(40) });
});

test('anything else is no answer', () => {
  expect(parseAnswer('')).toBeUndefined();
  expect(parseAnswer('{ok, [1, 2, 3]}')).toBeUndefined();
  expect(parseAnswer('{error, "*** eval: {undef,[]}"}')).toBeUndefined();
  expect(parseAnswer(`{ok, ["${base64({ value: 1 })}"`)).toBeUndefined();
});

test('what a program works on is not part of Erlang’s text', () => {
  const hostile = { name: '">>), halt(). %', password: 'sesame é \0' };
  const text = erlangText('Input', hostile);
  expect(text).not.toContain('halt');
  expect(text).not.toContain('sesame');
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  expect(text).toContain(`base64:decode(<<"${base64(hostile)}">>)`);
});

import { escapeReferences, listReferences, parseText, writeReference } from '../../../lib/secrets';

describe('a text with secret references', () => {
  test('is taken apart into what stands as it is and what is mentioned', () => {
    expect(parseText('mysql://nova:{{secret:nova-db}}@db/nova?x={{secret:a/b.c_d@12}}')).toEqual([
      'mysql://nova:',
      { name: 'nova-db', version: 1 },
      '@db/nova?x=',
      { name: 'a/b.c_d', version: 12 },
    ]);
  });

  test('may have no reference, or be nothing else, or be empty', () => {
    expect(parseText('{{ jinja }} {secret:x} {{secrets}}')).toEqual(['{{ jinja }} {secret:x} {{secrets}}']);
    expect(parseText('{{secret:0}}')).toEqual([{ name: '0', version: 1 }]);
    expect(parseText('')).toEqual([]);
  });

  test('holds {{secret: itself when its braces are doubled', () => {
    expect(parseText('write {{{{secret:NAME}} or {{secret:x}}')).toEqual([
      'write {{secret:NAME}} or ',
      { name: 'x', version: 1 },
    ]);
  });

  test.each(['{{secret:x}}', '{{{{secret:x}}', 'a{{secret:', '{{{{{{secret:{{secret:y}}'])(
    'comes back from its escaped form: %s',
    (text) => expect(parseText(escapeReferences(text)).join('')).toBe(text),
  );

  test('lists each secret once, in order', () => {
    expect(listReferences('{{secret:b}}{{secret:a}}{{secret:b}}{{secret:b@2}}')).toEqual([
      { name: 'b', version: 1 },
      { name: 'a', version: 1 },
      { name: 'b', version: 2 },
    ]);
  });

  test('may ask for a value as a part of a URL', () => {
    expect(parseText('amqp://nova:{{secret:nova@2|url}}@mq')).toEqual([
      'amqp://nova:',
      { name: 'nova', version: 2, form: 'url' },
      '@mq',
    ]);
    expect(listReferences('{{secret:a|url}}{{secret:a}}{{secret:a|url}}').map(writeReference)).toEqual([
      '{{secret:a|url}}',
      '{{secret:a}}',
    ]);
  });

  test.each([
    ['abc {{secret:}}', 4],
    ['{{secret:x|html}}', 0],
    ['{{secret:Nova}}', 0],
    ['{{secret:-x}}', 0],
    ['{{secret:x@}}', 0],
    ['{{secret:x@0}}', 0],
    ['{{secret:x@01}}', 0],
    ['{{secret: x}}', 0],
    ['12345{{secret:x', 5],
    ['{{secret:ok}} {{secret:x@two}}', 14],
  ])('is refused with the place when it cannot be read: %s', (text, position) => {
    expect(() => parseText(text)).toThrow(new RegExp(`at position ${position}\\. A reference is {{secret:NAME}}`));
  });
});

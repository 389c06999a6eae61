import { IniDocument, originalsOf, restoreOriginals } from '../../../lib/ini';

const TEXT = `; head
[a]
# about k
k = 1
	continued
l : 2
m = 3

m = 4
# end

[b]
k=5`;

type Values = readonly (string | null)[];
const EDITS: readonly [section: string, key: string, values: Values][] = [
  ['a', 'k', ['changed']],
  ['a', 'l', []],
  ['a', 'm', ['x', 'y', 'z']],
  ['a', 'new', ['1', '2']],
  ['b', 'k', []],
  ['c', 'new', ['1']],
  ['c', 'flag', [null]],
  ['d', 'new', ['1']],
];

function manage(text: string, edits: typeof EDITS) {
  const ini = IniDocument.parse(text);
  const keys = edits.map(([section, key]) => ({
    name: { section, key },
    originals: originalsOf(ini, { section, key }),
  }));
  for (const [section, key, values] of edits) ini.put({ section, key }, values);
  const giveBack = (edited: string) => {
    const later = IniDocument.parse(edited);
    restoreOriginals(later, JSON.parse(JSON.stringify(keys)));
    for (const section of [...ini.appended].reverse()) later.removeAppended(section);
    return later.text;
  };
  return { text: ini.text, giveBack };
}

test.each(EDITS)('%s %s: giving a key back leaves the file as it was, byte for byte', (...edit) => {
  const { text, giveBack } = manage(TEXT, [edit]);
  expect(text).not.toBe(TEXT);
  expect(giveBack(text)).toBe(TEXT);
});

test.each([
  ['a file', TEXT],
  ['the same with Windows line ends', TEXT.replaceAll('\n', '\r\n')],
  ['the same with a line end at its end', `${TEXT}\n`],
  ['the same with blank lines at its end', `${TEXT}\n\n\n`],
  ['an empty file', ''],
  ['a file of comments', '# nothing\n# here\n'],
])('%s is as it was when all keys are given back', (_, text) => {
  const { text: edited, giveBack } = manage(text, EDITS);
  expect(giveBack(edited)).toBe(text);
});

test('what somebody else changed in the meantime stays', () => {
  const { text, giveBack } = manage(TEXT, EDITS);
  const foreign = text.replace('; head\n', '; head, changed\nfirst = 1\n').replace('# end\n', '# end\nforeign = 1\n');
  expect(giveBack(foreign)).toBe(
    TEXT.replace('; head\n', '; head, changed\nfirst = 1\n').replace('# end\n', '# end\nforeign = 1\n'),
  );
});

test('a section that somebody else uses by now is not taken out', () => {
  const { text, giveBack } = manage(TEXT, EDITS);
  expect(giveBack(text.replace('[d]\n', '[d]\n# mine\n'))).toBe(`${TEXT}\n\n[d]\n# mine`);
});

test('a key comes back even where its section is gone', () => {
  const { giveBack } = manage(TEXT, [['b', 'k', ['6']]]);
  expect(giveBack('[a]\nx = 1\n')).toBe('[a]\nx = 1\n\n[b]\nk=5\n');
});

test('of several equal lines the nearest is what a key stood behind', () => {
  const text = '[a]\n\none = 1\n\ntwo = 2\n\nthree = 3\n';
  const { text: edited, giveBack } = manage(text, [
    ['a', 'three', []],
    ['a', 'two', []],
  ]);
  expect(edited).toBe('[a]\n\none = 1\n\n\n');
  expect(giveBack(edited)).toBe(text);
});

import { checkedText, IniDocument, IniSyntaxError } from '../../../lib/ini';

const NOVA = `[DEFAULT]
# Whether to log a lot.
#debug = false

# More than one may be given.
#flavor = one
#flavor = two
my_ip = 10.0.0.1
  	
[database]
# connection = <None>
connection=mysql://a:b@c/d
max_retries : 3

# What nova talks to.
[neutron]
url = http://x # not a comment
`;

const document = (text: string) => IniDocument.parse(text);
const key = (section: string, name: string) => ({ section, key: name });

function edited(text: string, change: (document: IniDocument) => void): string {
  const ini = document(text);
  change(ini);
  return checkedText(ini);
}

describe('reading', () => {
  test.each([
    ['an ordinary file', NOVA],
    ['an empty file', ''],
    ['a single line end', '\n'],
    ['no line end at the end', '[a]\nb = 1'],
    ['several line ends at the end', '[a]\nb = 1\n\n\n'],
    ['Windows line ends', '[a]\r\nb = 1\r\n; c\r\n'],
    ['mixed line ends', '[a]\r\nb = 1\nc = 2\r\n'],
    ['a byte order mark', '\uFEFF[a]\nb = 1\n'],
    ['duplicate sections and keys', '[a]\nb = 1\n[c]\n[a]\nb = 2\n'],
    ['odd white space', '\t[a]  \n\tb\t=\t1\t\n   \n\n  ; c\n'],
    ['MariaDB directives and flags', '!includedir /etc/mysql/conf.d/\n[mysqld]\nskip-name-resolve\n'],
    ['a header with a comment', '[a] # why\nb = 1\n'],
  ])('%s is written back byte for byte', (_, text) => {
    expect(document(text).text).toBe(text);
  });

  test.each<[string, string, (string | null)[]]>([
    ['"=" with spaces', 'k = v', ['v']],
    ['"=" without', 'k=v', ['v']],
    ['":"', 'k: v', ['v']],
    ['whichever separator comes first', 'k=a:b', ['a:b']],
    ['a value that holds the separator', 'k = a = b', ['a = b']],
    ['white space around', '\t k \t=\t v \t', ['v']],
    ['no value', 'k =', ['']],
    ['a key that stands alone', 'k', [null]],
    ['comment signs behind the value', 'k = a # b ; c', ['a # b ; c']],
    ['quotes', 'k = "a"', ['"a"']],
    ['a continued value', 'k = a\n  b\n\tc', ['a\nb\nc']],
    ['a value that begins on the next line', 'k =\n  a', ['\na']],
    ['an indented line that looks like a comment or a key, behind a value', 'k = a\n # b\n c = d', ['a\n# b\nc = d']],
    ['a blank line, which ends the value', 'k = a\n\nl = b', ['a']],
    ['keys that are all indented alike', '  k = a\n  l = b', ['a']],
    ['a deeper line among indented keys', '  k = a\n    b\n  l = c', ['a\nb']],
    ['a key that comes twice', 'k = a\nk = b', ['a', 'b']],
  ])('%s', (_, text, values) => {
    expect(document(text).values(key('', 'k'))).toEqual(values);
  });

  test('sections of the same name are one', () => {
    const ini = document('[a]\nk = 1\n[b]\nk = 2\n[a]\nk = 3\n');
    expect(ini.values(key('a', 'k'))).toEqual(['1', '3']);
    expect(ini.keys()).toEqual([key('a', 'k'), key('b', 'k')]);
  });

  test.each([
    ['a header without its bracket', '[a\nb = 1', 1, 'no closing bracket: "[a"'],
    ['a header without a name', 'x = 1\n[ ]', 2, 'no name between its brackets'],
    ['text behind a header', '[a] b', 1, 'text after them: "[a] b"'],
    ['a line that is nothing', '[a]\n\nthis hunter2 is nothing\n', 3, 'is not understood. Expected is a section'],
    ['a line without a key', '[a]\n= hunter2', 2, 'has no key before its "="'],
    ['bytes of a program', 'a = \0\x01', 1, 'NUL'],
  ])('%s is an error that tells the line and shows no value', (_, text, line, message) => {
    let thrown: unknown;
    try {
      document(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(IniSyntaxError);
    expect((thrown as IniSyntaxError).line).toBe(line);
    expect((thrown as IniSyntaxError).message).toContain(message);
    expect((thrown as IniSyntaxError).message).not.toContain('hunter2');
  });
});

describe('editing', () => {
  const put = (text: string, name: string, values: (string | null)[], section = 'a') =>
    edited(text, (ini) => ini.put(key(section, name), values));

  test.each<[string, string, string, (string | null)[], string]>([
    ['a changed value keeps the way its line is written', '[a]\n\tk\t=\told  \n', 'k', ['new'], '[a]\n\tk\t=\tnew\n'],
    ['an equal value keeps its line, trailing space and all', '[a]\nk = v  \n', 'k', ['v'], '[a]\nk = v  \n'],
    ['an emptied value', '[a]\nk = v\n', 'k', [''], '[a]\nk =\n'],
    ['a value where there was none', '[a]\nk =\n', 'k', ['v'], '[a]\nk = v\n'],
    ['a value where there was none, without spaces', '[a]\nk=\n', 'k', ['v'], '[a]\nk=v\n'],
    ['a continued value is replaced whole', '[a]\nk = v\n  w\n  x\nl = 1\n', 'k', ['z'], '[a]\nk = z\nl = 1\n'],
    ['a new key follows its sample', '[a]\n#k = 1\n\n#l = 2\n', 'k', ['v'], '[a]\n#k = 1\nk = v\n\n#l = 2\n'],
    [
      'a new key follows the last of its samples',
      '[a]\n#k = 1\n#k = 2\nl = 1\n',
      'k',
      ['v'],
      '[a]\n#k = 1\n#k = 2\nk = v\nl = 1\n',
    ],
    ['a sample is written with a space, too', '[a]\n# k = 1\nl = 1\n', 'k', ['v'], '[a]\n# k = 1\nk = v\nl = 1\n'],
    [
      'the nearer form of a sample wins',
      '[a]\n# k = is a key\nl = 1\n#k=1\n',
      'k',
      ['v'],
      '[a]\n# k = is a key\nl = 1\n#k=1\nk=v\n',
    ],
    ['a sentence is no sample', '[a]\n# k is good\n\nl = 1\n', 'k', ['v'], '[a]\n# k is good\n\nl = 1\nk = v\n'],
    [
      'a sample of a longer key is not one of the key',
      '[a]\n#kk = 1\nl = 1\n',
      'k',
      ['v'],
      '[a]\n#kk = 1\nl = 1\nk = v\n',
    ],
    [
      'a new key ends its section, before blank lines',
      '[a]\nl = 1\n\n\n[b]\n',
      'k',
      ['v'],
      '[a]\nl = 1\nk = v\n\n\n[b]\n',
    ],
    [
      'a comment right above the next header stays with it',
      '[a]\nl = 1\n\n# of b\n[b]\n',
      'k',
      ['v'],
      '[a]\nl = 1\nk = v\n\n# of b\n[b]\n',
    ],
    ['a new key is written like its neighbours', '[a]\n  l:1\n', 'k', ['v'], '[a]\n  l:1\n  k:v\n'],
    ['columns are not copied', '[a]\nlong_key     = 1\n', 'k', ['v'], '[a]\nlong_key     = 1\nk = v\n'],
    ['a missing section is appended', 'x = 1\n', 'k', ['v'], 'x = 1\n\n[a]\nk = v\n'],
    [
      'a missing section is appended behind a blank line that is there',
      'x = 1\n\n',
      'k',
      ['v'],
      'x = 1\n\n[a]\nk = v\n',
    ],
    ['an empty file gets its first section', '', 'k', ['v'], '[a]\nk = v\n'],
    ['a file without a line end at its end stays so', '[a]\nl = 1', 'k', ['v'], '[a]\nl = 1\nk = v'],
    ['Windows line ends are kept', '[a]\r\nl = 1\r\n', 'k', ['v'], '[a]\r\nl = 1\r\nk = v\r\n'],
    ['of several lines of a key one is kept', '[a]\nk = 1\nl = 2\nk = 3\n', 'k', ['4'], '[a]\nk = 4\nl = 2\n'],
    ['repeated keys stand together', '[a]\nk = 1\nl = 2\n', 'k', ['1', '2', '3'], '[a]\nk = 1\nk = 2\nk = 3\nl = 2\n'],
    [
      'repeated keys that are new stand together',
      '[a]\n#k = x\nl = 2\n',
      'k',
      ['1', '2'],
      '[a]\n#k = x\nk = 1\nk = 2\nl = 2\n',
    ],
    ['a key is taken out', '[a]\nk = 1\n  2\nl = 2\n', 'k', [], '[a]\nl = 2\n'],
    ['taking out what is not there changes nothing', '[a]\nl = 2\n', 'k', [], '[a]\nl = 2\n'],
    ['a flag is put in', '[a]\n#k\nl=2\n', 'k', [null], '[a]\n#k\nk\nl=2\n'],
    ['a flag gets a value', '[a]\nk\nl=2\n', 'k', ['v'], '[a]\nk=v\nl=2\n'],
    ['a value becomes a flag', '[a]\nk = v\nl=2\n', 'k', [null], '[a]\nk\nl=2\n'],
  ])('%s', (_, text, name, values, expected) => {
    expect(put(text, name, values)).toBe(expected);
  });

  test('keys before the first header belong to the section without a name', () => {
    expect(put('; php\nx=1\n\n[PHP]\ny=2\n', 'k', ['v'], '')).toBe('; php\nx=1\nk=v\n\n[PHP]\ny=2\n');
  });

  test('a byte order mark stays in front', () => {
    expect(put('\uFEFFx = 1\n', 'k', ['v'], '')).toBe('\uFEFFx = 1\nk = v\n');
  });

  test('of sections of the same name the last takes the new key, unless one has its sample', () => {
    expect(put('[a]\n[b]\n[a]\nl = 1\n', 'k', ['v'])).toBe('[a]\n[b]\n[a]\nl = 1\nk = v\n');
    expect(put('[a]\n#k = 1\n[b]\n[a]\nl = 1\n', 'k', ['v'])).toBe('[a]\n#k = 1\nk = v\n[b]\n[a]\nl = 1\n');
  });

  test('an edit after which an untouched line would mean something else is refused', () => {
    expect(() => put('[a]\n#k = 1\n  l = 1\nm = 1\n', 'k', ['v'])).toThrow('mixes indentations');
  });

  test('only the lines that were asked for differ', () => {
    const text = edited(NOVA, (ini) => {
      ini.put(key('DEFAULT', 'debug'), ['true']);
      ini.put(key('DEFAULT', 'flavor'), ['three', 'four']);
      ini.put(key('database', 'connection'), ['sqlite://']);
      ini.put(key('cache', 'enabled'), ['true']);
    });
    expect(text).toBe(
      NOVA.replace('#debug = false\n', '#debug = false\ndebug = true\n')
        .replace('#flavor = two\n', '#flavor = two\nflavor = three\nflavor = four\n')
        .replace('connection=mysql://a:b@c/d', 'connection=sqlite://')
        .concat('\n[cache]\nenabled = true\n'),
    );
  });
});

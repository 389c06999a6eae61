import { execFileSync } from 'node:child_process';
import { joinCommands, type ShellValue, sh } from '../../../lib/ssh';
import { HOSTILE_VALUES } from './hostile-values';

const shells = ['sh', 'bash'];
const runIn = (shell: string, text: string) => execFileSync(shell, { input: text, encoding: 'utf8', maxBuffer: 1e7 });
const untyped = (value: unknown) => value as ShellValue;

describe.each(shells)('a value in a command, as %s reads it', (shell) => {
  test.each(HOSTILE_VALUES.map((value) => [JSON.stringify(value), value]))('arrives as one word: %s', (_, value) => {
    expect(runIn(shell, sh`printf '%s|' before ${value} after`.text)).toBe(`before|${value}|after|`);
  });

  test('arrives inside a command substitution, an assignment and beside other text', () => {
    const value = `"it's" $(id) \\`;
    expect(runIn(shell, sh`x=${value}; printf '%s|' "$x" "$(printf %s ${value})" --name=${value}`.text)).toBe(
      `${value}|${value}|--name=${value}|`,
    );
  });

  test('becomes one word for each string of an array, and none for an empty array', () => {
    expect(runIn(shell, sh`printf '%s|' ${['a b', '', "c'd"]} ${[]} ${7}`.text)).toBe("a b||c'd|7|");
  });

  test('may be a mebibyte long', () => {
    const value = `it's $(id) "and" ${'more '.repeat(20)}\n`.repeat(9000);
    expect(runIn(shell, sh`printf %s ${value}`.text)).toBe(value);
  });
});

describe('the sh template', () => {
  test('hands backslashes on as written, except before a backtick and ${', () => {
    expect(sh`printf '%s\n' \${HOME} \`id\` \\`.text).toBe(`printf '%s\\n' \${HOME} \`id\` \\\\`);
  });

  test('puts commands into commands as they are', () => {
    expect(sh`{ ${sh`echo ${'a b'}`}; } >${'/x y'}`.text).toBe("{ echo 'a b'; } >'/x y'");
    expect(joinCommands([sh`a`, sh`b ${1}`], ' && ').text).toBe('a && b 1');
    expect(joinCommands([sh`a`, sh`b`]).text).toBe('a\nb');
  });

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['a boolean', true],
    ['an object', { text: 'rm' }],
    ['an object that looks like a command', { text: 'rm', summary: 'rm' }],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a buffer', Buffer.from('x')],
    ['an array with a number', ['a', 1]],
    ['a bigint', 1n],
  ])('refuses %s as a value', (_, value) => {
    expect(() => sh`echo ${'fine'} ${untyped(value)}`).toThrow(TypeError);
    expect(() => sh`echo ${'fine'} ${untyped(value)}`).toThrow(/^Value 2 of the shell command is/);
  });

  test('refuses what no shell can hold', () => {
    expect(() => sh`echo ${'a\0b'}`).toThrow(/NUL character in value 1/);
    expect(() => sh`echo ${['a', '\0']}`).toThrow(/NUL character in value 1/);
    expect(() => sh`echo ${'\ud83d'}`).toThrow(/surrogate pair in value 1/);
  });

  const value = '$(id)';
  test.each([
    ['double quotes', () => sh`echo "${value}"`],
    ['double quotes', () => sh`echo "a $(echo "b") ${value}"`],
    ['double quotes', () => sh`echo "$(echo ${'fine'}) ${value}"`],
    ['single quotes', () => sh`echo '${value}'`],
    ['single quotes', () => sh`echo "it's" ' ${value}`],
    ['backticks', () => sh`echo \`echo ${value}\``],
    ['a parameter expansion', () => sh`echo \${x:-${value}}`],
    [
      'a here-document',
      () => sh`cat <<EOF
${value}
EOF`,
    ],
    [
      'a here-document',
      () => sh`cat <<-'EOF'
${value}
EOF`,
    ],
  ])('refuses a value inside %s, where quoting does not protect', (where, make) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(`stands inside ${where}`);
  });

  test.each([
    sh`echo "$(cat -- ${value})"`,
    sh`echo "it's" ${value}`,
    sh`echo \" ${value}`,
    sh`echo it\'s ${value}`,
    sh`# it's a comment
echo ${value}`,
    sh`echo a#"b" \${#x} $# ${value}`,
    sh`case $x in a) echo ${value};; (b) ;; esac; echo $((1 + 2)) ${value}`,
    sh`( cd / && echo "$(echo "$(echo ${value})")" ) >${value}`,
    sh`echo $((1<<2)) ${value}`,
    sh`echo \${x:-"}"} ${value}`,
  ])('takes a value where it stands by itself (%#)', (command) => {
    expect(command.text).toContain("'$(id)'");
  });
});

describe("a command's summary for messages", () => {
  test('is one line in which values are shown whole', () => {
    expect(
      sh`cat -- ${"it's here"} |
      sort`.summary,
    ).toBe("cat -- 'it's here' |; sort");
  });

  test('tells the length of long values and of those with several lines instead of showing a part', () => {
    expect(sh`echo ${'x'.repeat(201)} ${'a\nb'}`.summary).toBe('echo (201 characters) (3 characters)');
  });

  test('ends after whole lines when the command is long', () => {
    const long = joinCommands(Array.from({ length: 100 }, (_, index) => sh`echo ${`value number ${index}`}`));
    expect(long.summary).toMatch(/^(echo 'value number \d+'; )+\.\.\.$/);
    expect(long.summary.length).toBeLessThan(1500);
  });
});

import { changedLines } from '../../../lib/review/page/text-diff';

const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;

test('changes far apart are told without what is between them', () => {
  const between = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  expect(changedLines(lines('a', ...between, 'y'), lines('b', ...between, 'z'))).toEqual([
    '- a',
    '+ b',
    '  line 0',
    '  line 1',
    '  …',
    '  line 18',
    '  line 19',
    '- y',
    '+ z',
  ]);
});

test('a line that was moved is told once in each place', () => {
  expect(changedLines(lines('a', 'b', 'c'), lines('b', 'c', 'a'))).toEqual(['- a', '  b', '  c', '+ a']);
});

test('a text that was empty has only new lines, and one that is emptied only old ones', () => {
  expect(changedLines('', lines('a', 'b'))).toEqual(['+ a', '+ b']);
  expect(changedLines(lines('a', 'b'), '')).toEqual(['- a', '- b']);
});

test('texts that have nothing in common and are very long are told as a whole', () => {
  const long = (word: string) => lines(...Array.from({ length: 1_100 }, (_, index) => `${word}${index}`));
  expect(changedLines(long('a'), long('b'))).toHaveLength(2_200);
});

/** Lines of context beside what has changed. */
const CONTEXT = 2;
/** Beyond this many comparisons the changed part of a text is shown as a whole: nobody reads it line by line. */
const MOST_COMPARISONS = 1_000_000;

/** The lines in which two texts differ, each behind `-`, `+` or a space, with a little of what is around them. */
export function changedLines(before: string, after: string): string[] {
  const [old, next] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) start++;
  let end = 0;
  while (end < old.length - start && end < next.length - start && old.at(-1 - end) === next.at(-1 - end)) end++;
  const changed = between(old.slice(start, old.length - end), next.slice(start, next.length - end));
  const all = [
    ...old.slice(Math.max(0, start - CONTEXT), start).map((line) => `  ${line}`),
    ...changed,
    ...old.slice(old.length - end, old.length - end + CONTEXT).map((line) => `  ${line}`),
  ];
  return withoutDistant(all);
}

/** A last line break ends a line, and begins none. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** By the longest common subsequence of the lines. */
function between(old: readonly string[], next: readonly string[]): string[] {
  const removed = old.map((line) => `- ${line}`);
  const added = next.map((line) => `+ ${line}`);
  if (old.length * next.length > MOST_COMPARISONS) return [...removed, ...added];
  const width = next.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = next.length - 1; j >= 0; j--) {
      common[i * width + j] = old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < next.length) {
    if (old[i] === next[j]) {
      lines.push(`  ${old[i]}`);
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) lines.push(removed[i++] ?? '');
    else lines.push(added[j++] ?? '');
  }
  return [...lines, ...removed.slice(i), ...added.slice(j)];
}

/** Leaves out unchanged lines that are far from any change. */
function withoutDistant(lines: readonly string[]): string[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => line[0] !== ' '),
  );
  return lines.flatMap((line, index) => {
    if (near[index]) return [line];
    return near[index - 1] ? ['  …'] : [];
  });
}

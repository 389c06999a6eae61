/**
 * Takes apart what the client printed: before the rows of each question stands its number on a line of its own; rows are
 * JSON objects, one a line.
 */
export function answersIn(stdout: string): Map<number, readonly unknown[]> {
  const answers = new Map<number, unknown[]>();
  let rows: unknown[] = [];
  for (const line of stdout.split('\n')) {
    if (/^\d+$/.test(line)) {
      rows = [];
      answers.set(Number(line), rows);
    } else if (line !== '') {
      rows.push(JSON.parse(line));
    }
  }
  return answers;
}

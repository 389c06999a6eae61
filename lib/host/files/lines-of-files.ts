/**
 * The lines of several files, as one `grep -aHZ '' FILE...` writes them: `PATH NUL line NEWLINE`. It is the way to read many
 * small files with one process and to know which line is whose.
 */
export function linesOfFiles(text: string): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  for (const [, path = '', line = ''] of text.matchAll(/([^\0\n]+)\0([^\n]*)\n/g)) {
    lines.set(path, [...(lines.get(path) ?? []), line]);
  }
  return lines;
}

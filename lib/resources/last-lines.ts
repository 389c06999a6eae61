const SHOWN_LINES = 20;

/** The end of what a command said, for an error. */
export function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}

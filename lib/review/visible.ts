/** Characters that show nothing, or turn around what stands behind them; a line break and a tab are none. */
const UNSEEN = /[^\P{C}\n\t]/gu;

/** A text in which everything can be seen, so that nobody agrees to what it only seems to say. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

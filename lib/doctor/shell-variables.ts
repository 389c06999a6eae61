/** The variables that a file for a shell exports, as far as their values are written out there. */
export function variablesIn(content: string): Map<string, string> {
  const lines = content.matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)=((?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\;#])*)/gm);
  return new Map([...lines].map(([, name = '', word = '']) => [name, withoutQuotes(word)]));
}

function withoutQuotes(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
    (_, single, double, escaped) => single ?? double?.replace(/\\([$`"\\])/g, '$1') ?? escaped,
  );
}

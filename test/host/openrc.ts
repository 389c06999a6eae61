/** The variables that a file for a shell sets, as `OpenRc` writes them. */
export function environmentOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value ?? '']),
  );
}

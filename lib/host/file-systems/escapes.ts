/** Turns `\040` and the like, as the kernel and fstab write special characters, back into what they stand for. */
export function decodeOctal(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const decoded = bytes.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Buffer.from(decoded, 'latin1').toString('utf8');
}

/** Writes the characters that would end a field of fstab, or begin an escape, as `\040` and the like. */
export function encodeOctal(text: string): string {
  return text.replace(/[ \t\n\r\\]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

/** Turns `\x20` and the like, as udev and blkid write special characters, back into what they stand for. */
export function decodeHex(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const decoded = bytes.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(decoded, 'latin1').toString('utf8');
}

import { visible } from '../visible';

/** Plain text as it stands in HTML, in elements and attributes. */
export function escapedHtml(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text with values between backticks. */
export function htmlOf(text: string): string {
  return escapedHtml(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}

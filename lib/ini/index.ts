export { checkedText, IniEditUnsafe } from './check';
export { type AppendedSection, IniDocument, type KeyName } from './document';
export { type Original, originalsOf, restoreOriginals } from './original';
export { IniSyntaxError } from './syntax-error';

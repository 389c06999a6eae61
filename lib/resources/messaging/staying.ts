/** Why something is not removed, in words that follow its name. @param before what is remembered of it; undefined when nothing is */
export function reasonToStay(before: object | undefined): string {
  return before === undefined
    ? 'is not known to have been made here (nothing is remembered of it on the host)'
    : 'was there before it was managed';
}

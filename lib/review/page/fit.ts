/** A piece of a text: what is between its beginning and its end may be left out, block by block. */
export interface Piece {
  readonly open: string;
  readonly blocks: readonly string[];
  readonly close: string;
  /** In place of the blocks that are left out. */
  readonly rest: (number: number) => string;
}

/** What a text of limited length has room for. */
export interface Fitted {
  readonly text: string;
  /** How many blocks were left out. */
  readonly left: number;
}

/**
 * As many of the blocks of a piece as there is room for, from the first on. None is ever cut. Where there is room for none, at
 * least their number is told; where there is none for that, the piece is left out.
 */
export function fitted({ open, blocks, close, rest }: Piece, room: number): Fitted {
  const whole = open + blocks.join('') + close;
  if (whole.length <= room) return { text: whole, left: 0 };
  let text = open;
  for (const [index, block] of blocks.entries()) {
    const end = rest(blocks.length - index) + close;
    if (text.length + block.length + rest(blocks.length).length + close.length > room) {
      const isTold = text.length + end.length <= room;
      return { text: isTold ? text + end : '', left: blocks.length - index };
    }
    text += block;
  }
  return { text: text + close, left: 0 };
}

import type { Construct, IConstruct } from 'constructs';

/** How many characters of an address tell constructs apart. */
const SHORT = 8;

/** What joins a construct to others, defined once for the same ones however often it is asked for. */
export class Relations {
  private readonly defined = new Set<string>();

  public constructor(private readonly owner: Construct) {}

  /**
   * @param readable id for the relation
   * @param others what it joins the owner to
   * @param make defines it under an id: the readable one, unless others of the same names have that already
   */
  public define(readable: string, others: readonly IConstruct[], make: (id: string) => void): void {
    const key = [readable, ...others.map(({ node }) => node.addr)].join();
    if (this.defined.has(key)) return;
    this.defined.add(key);
    const addresses = others.map(({ node }) => node.addr.slice(-SHORT));
    make(this.owner.node.tryFindChild(readable) ? [readable, ...addresses].join(' ') : readable);
  }
}

import type { IConstruct } from 'constructs';

/** How many characters of an address tell constructs apart. */
const SHORT = 8;

/** What joins a construct to others, defined once for the same ones however often it is asked for. */
export class Relations {
  private readonly defined = new Set<string>();

  /**
   * @param readable what the relation is, with the others' ids, which need not be unique
   * @param others what it joins the owner to
   * @param make defines it under an id, which is the same whatever else is defined, and in whatever order: it is part of the address in
   * Terraform's state
   */
  public define(readable: string, others: readonly IConstruct[], make: (id: string) => void): void {
    const key = [readable, ...others.map(({ node }) => node.addr)].join();
    if (this.defined.has(key)) return;
    this.defined.add(key);
    make([readable, ...others.map(({ node }) => node.addr.slice(-SHORT))].join(' '));
  }
}

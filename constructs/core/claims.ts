import type { IConstruct } from 'constructs';

/** Which construct stands for what, where no two may stand for the same. */
export class Claims {
  private readonly claimants = new Map<string, IConstruct>();

  /**
   * Refuses a second construct for the same thing.
   *
   * @param what the thing, with the place in which there is but one
   * @param claimant who stands for it
   * @param remedy what to do about a second one
   */
  public add(what: string, claimant: IConstruct, remedy: string): void {
    const other = this.claimants.get(what);
    if (other) {
      throw new Error(
        `${claimant.constructor.name} "${claimant.node.path}" cannot be defined:\n` +
          `  - ${other.constructor.name} "${other.node.path}" stands for ${what} already: ${remedy}.`,
      );
    }
    this.claimants.set(what, claimant);
  }
}

/**
 * A number that a JavaScript double would change: an integer beyond 2^53, or a fraction with more digits than a double keeps.
 * It is held as the decimal text Terraform sent (no exponent), because Terraform compares numbers by that text.
 */
export class ExactNumber {
  constructor(public readonly text: string) {}

  public toString(): string {
    return this.text;
  }
}

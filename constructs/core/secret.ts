/**
 * A secret that the provider knows and Terraform does not.
 *
 * It stands in a text as a reference, `{{secret:NAME}}`, which is all that code, plan and state ever hold. The provider puts the
 * value in its place when it writes to a host: the value that the provider's `secrets` give to the name, else one that is
 * derived from the master key. So a secret needs no other definition than its use.
 *
 *     settings: { database: { connection: `mysql+pymysql://nova:${Secret.named('nova/database')}@db/nova` } }
 */
export class Secret {
  /**
   * The secret of that name.
   *
   * @param name begins with a lower-case letter or digit and goes on with those, `.`, `_`, `/` and `-`
   */
  public static named(name: string): Secret {
    return new Secret(name, 1);
  }

  /**
   * @param name the secret's name
   * @param number counts rotations, from 1
   */
  private constructor(
    public readonly name: string,
    private readonly number: number,
  ) {
    if (!/^[a-z0-9][a-z0-9._/-]*$/.test(name)) {
      throw new Error(
        `The secret name ${JSON.stringify(name)} is not allowed: begin with a-z or 0-9 and go on with those, ".", "_", "/" and "-".`,
      );
    }
    if (!Number.isInteger(number) || number < 1 || number > 999_999_999) {
      throw new Error(`Secret "${name}" cannot have version ${number}: versions count rotations, from 1.`);
    }
  }

  /**
   * The same secret after a rotation.
   *
   * @param number 2 after the first rotation, and so on; 1 is the secret that was never rotated
   */
  public version(number: number): Secret {
    return new Secret(this.name, number);
  }

  /** The reference, to be put in any text that ends up on a host. */
  public get reference(): string {
    return this.number === 1 ? `{{secret:${this.name}}}` : `{{secret:${this.name}@${this.number}}}`;
  }

  /** The reference to the value percent-encoded, for a part of a URL such as the password before the `@`. */
  public get urlReference(): string {
    return this.inForm('url');
  }

  /** The reference to the value as it stands between the single quotes of a shell. */
  public get shellReference(): string {
    return this.inForm('sh');
  }

  /** The reference to the value as it stands between the double quotes of JSON or YAML. */
  public get jsonReference(): string {
    return this.inForm('json');
  }

  /** The reference, so that a secret can stand in a template string. */
  public toString(): string {
    return this.reference;
  }

  private inForm(form: string): string {
    return this.reference.replace(/}}$/, `|${form}}}`);
  }
}

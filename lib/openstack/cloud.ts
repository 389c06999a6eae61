import { Identity } from './identity/identity';
import type { PasswordMarks } from './identity/password-marks';
import { Session, type SessionOptions } from './session';

/** One cloud, as one of its users. */
export class Cloud {
  public readonly session: Session;
  public readonly identity: Identity;

  constructor(
    /** The name by which resources call it. */
    public readonly name: string,
    options: SessionOptions,
    /** Left out where nothing tells them. */
    public readonly passwordMarks?: PasswordMarks,
  ) {
    this.session = new Session(options);
    this.identity = new Identity(this.session);
  }
}

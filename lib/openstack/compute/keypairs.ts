import { Collection } from '../collection';
import type { Session } from '../session';
import type { Keypair } from './objects';

type Told = Omit<Keypair, 'id'>;

/** The key pairs of the user that asks. Their names are their ids. */
export class Keypairs extends Collection<Keypair> {
  constructor(session: Session, microversion: string) {
    super(session, { service: 'compute', path: '/os-keypairs', one: 'keypair', many: 'keypairs', microversion });
  }

  /** In a list each stands in an envelope of its own. */
  protected override read(told: unknown): Keypair {
    const { name, type, public_key, fingerprint } = (told as { keypair?: Told }).keypair ?? (told as Told);
    return { id: name, name, type, public_key, fingerprint };
  }
}

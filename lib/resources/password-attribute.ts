import { string } from '../schema/attribute';
import type { Validator } from '../schema/validator';
import { listReferences, SecretReferenceInvalid } from '../secrets';

/** Nothing but a reference: a password of its own would stand in state and plan. */
export const secretReference: Validator<string> = {
  description: 'a reference to a secret such as "{{secret:nova/database}}"',
  problem(text) {
    try {
      if (listReferences(text).length > 0) return undefined;
    } catch (error) {
      if (error instanceof SecretReferenceInvalid) return undefined; // Told by the framework.
      throw error;
    }
    return 'It would stand in state and plan. Refer to a secret: "{{secret:NAME}}"; the provider\'s `secrets` can give it a value.';
  },
};

/** A password that a server keeps and does not give away. */
export function passwordAttribute(description: string) {
  return string({ description, required: true, validate: [secretReference], example: '"{{secret:nova/database}}"' });
}

/**
 * What a handler returns in the password's place when the server has another one, or when nothing is known of it. State then
 * holds `(differs from {{secret:NAME}}, ...)`.
 */
export const OTHER_PASSWORD = '(another password)';

/** The password to try: also after a read that found another one, when state tells of the difference. */
export function passwordToTry(stored: string): string {
  return /^\(differs from ([\s\S]*), [0-9a-f]{12}\)$/.exec(stored)?.[1] ?? stored;
}

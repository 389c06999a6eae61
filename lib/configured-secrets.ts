import { isUnknown } from './plugin/value/unknown';
import { secretReferences } from './references';
import { at, DiagnosticError } from './schema/diagnostics';
import type { MaybeUnknown } from './schema/model';
import { NotKnownYet } from './schema/not-known-yet';
import type { References } from './schema/references';
import { displayName, listReferences, loadMasterKey, type SecretReference, SecretStore } from './secrets';

interface SecretsConfiguration {
  readonly secrets: MaybeUnknown<Readonly<Record<string, string>> | null>;
  readonly master_key_file: MaybeUnknown<string | null>;
}

/**
 * The secrets that the provider's configuration gives or lets derive. What depends on something that is not made yet is
 * NotKnownYet when it is asked for: deriving it instead would give another value.
 */
export async function configuredSecrets({ secrets, master_key_file: file }: SecretsConfiguration): Promise<References> {
  const given = Object.entries(isUnknown(secrets) ? {} : (secrets ?? {}));
  const known = given.filter((entry): entry is [string, string] => !isUnknown(entry[1]));
  const masterKey = isUnknown(file)
    ? undefined
    : await loadMasterKey(file ?? undefined).catch(refused('Master key invalid', 'master_key_file'));
  const references = secretReferences(storeOf(Object.fromEntries(known), masterKey));
  if (!isUnknown(secrets) && !isUnknown(file) && known.length === given.length) return references;

  const names = new Map(given);
  const isKnown = (reference: SecretReference) => {
    const value = names.get(`${reference.name}@${reference.version}`) ?? names.get(displayName(reference));
    if (value !== undefined) return !isUnknown(value);
    return !isUnknown(secrets) && !isUnknown(file);
  };
  return {
    ...references,
    resolve(text) {
      const missing = listReferences(text).find((reference) => !isKnown(reference));
      if (missing) throw secretNotKnown(displayName(missing));
      return references.resolve(text);
    },
  };
}

function storeOf(secrets: Readonly<Record<string, string>>, masterKey: Buffer | undefined): SecretStore {
  try {
    return new SecretStore({ secrets, masterKey });
  } catch (error) {
    return refused('Invalid name of a secret', 'secrets')(error);
  }
}

/** Tells at which attribute of the provider the cause of an error stands. */
function refused(summary: string, attribute: keyof SecretsConfiguration): (error: unknown) => never {
  return (error) => {
    throw new DiagnosticError(summary, error instanceof Error ? error.message : String(error), at(attribute));
  };
}

function secretNotKnown(name: string): NotKnownYet {
  return new NotKnownYet(
    `The secret '${name}' depends on something that is not made yet: see the provider's secrets and master_key_file. Make that ` +
      `first, with "terraform apply -target=...".`,
  );
}

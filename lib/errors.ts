import { UnknownHost } from './host/hosts';
import { SqlError } from './host/mariadb/sql-error';
import { ServerUnavailable } from './host/server-unavailable';
import { OpenStackError } from './openstack/errors';
import type { Diagnostic } from './plugin/diagnostic';
import { at } from './schema/diagnostics';
import { SecretReferenceInvalid, SecretUnknown } from './secrets';
import { SshError } from './ssh/errors';

/** Errors of the layers below, as the user is told of them. Their messages say what was wrong and what to do. */
export function describeError(error: unknown): Diagnostic | undefined {
  if (error instanceof UnknownHost) {
    return { severity: 'error', summary: 'Unknown host', detail: error.message, path: at('host') };
  }
  if (
    error instanceof SshError ||
    error instanceof ServerUnavailable ||
    error instanceof SqlError ||
    error instanceof OpenStackError ||
    error instanceof SecretUnknown ||
    error instanceof SecretReferenceInvalid
  )
    return { severity: 'error', summary: inWords(error.name), detail: error.message };
  return undefined;
}

/** `HostKeyChanged` as a title: "Host key changed". */
function inWords(name: string): string {
  const words = name.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

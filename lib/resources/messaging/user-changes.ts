import { RabbitMqRefused } from '../../host/rabbitmq/node';
import type { RabbitMqPermission, RabbitMqUser, UserChanges } from '../../host/rabbitmq/rabbitmq';
import type { AttributePath } from '../../plugin/path';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { RabbitMqUserInputs } from './rabbitmq-user';

/** What has to be changed of a user, or of none, so that it is as configured. */
export function changesOf(inputs: RabbitMqUserInputs, user: RabbitMqUser | null): UserChanges {
  const { password, tags, permissions } = inputs;
  const grant = Object.entries(permissions).filter(([vhost, wanted]) => !isSame(wanted, user?.permissions[vhost]));
  return {
    ...(!user && { create: true }),
    ...(!user?.passwordMatches && { password }),
    ...(sorted(user?.tags ?? []) !== sorted(tags) && { tags }),
    grant: Object.fromEntries(grant),
    revoke: Object.keys(user?.permissions ?? {}).filter((vhost) => !(vhost in permissions)),
  };
}

function isSame(one: RabbitMqPermission, other: RabbitMqPermission | undefined): boolean {
  return one.configure === other?.configure && one.write === other.write && one.read === other.read;
}

function sorted(names: readonly string[]): string {
  return JSON.stringify([...names].sort());
}

/** Does something for a user, and says in the configuration's terms what RabbitMQ has against it. */
export async function explainRefusal(inputs: RabbitMqUserInputs, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RabbitMqRefused)) throw error;
    const { reason, about } = error;
    const fail = (summary: string, detail: string, path: AttributePath) => new DiagnosticError(summary, detail, path);
    if (reason === 'no-such-vhost') {
      const detail =
        `permissions has "${about}", which is no virtual host of RabbitMQ on ${inputs.host}. Make it first, with a ` +
        'stackwright_rabbitmq_vhost whose name stands here as a reference, or mend the name.';
      throw fail('No such virtual host', detail, at('permissions', { key: about }));
    }
    if (reason === 'invalid-regexp') {
      const detail = `permissions has "${about}", which RabbitMQ on ${inputs.host} does not take for a regular expression (PCRE). Mend it.`;
      throw fail('Not a regular expression', detail, at('permissions'));
    }
    throw fail(
      'RabbitMQ refused the user',
      `RabbitMQ on ${inputs.host} says of "${inputs.name}": ${about}`,
      at('name'),
    );
  }
}

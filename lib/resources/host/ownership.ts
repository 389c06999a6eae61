import { string } from '../../schema/attribute';
import { matches, type Validator } from '../../schema/validator';

/** The name of a user or group. A number would never equal the name that the host gives for it, and be drift for ever. */
export const ACCOUNT_NAME = matches(/^[a-z_][a-z0-9_.-]*\$?$/i, 'the name of a user or group, not its number');

/** An octal mode as `chmod` takes it. */
export const octalMode: Validator<string> = matches(
  /^[0-7]{3,4}$/,
  'an octal mode of three or four digits, such as "0644"',
);

/** Whether two spellings are the same mode: `644` and `0644`. */
export function sameMode(one: string, other: string): boolean {
  return Number.parseInt(one, 8) === Number.parseInt(other, 8);
}

/** Owner, group and mode of something on a host, with the given default mode. */
export function ownershipAttributes(mode: string) {
  return {
    owner: string({ description: 'Name of the owner.', default: 'root', validate: [ACCOUNT_NAME] }),
    group: string({ description: 'Name of the group.', default: 'root', validate: [ACCOUNT_NAME] }),
    mode: string({
      description: 'Permissions as an octal mode.',
      default: mode,
      validate: [octalMode],
      same: sameMode,
    }),
  };
}

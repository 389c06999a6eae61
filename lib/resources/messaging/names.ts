import type { Validator } from '../../schema/validator';

/** AMQP sends names as strings of at most 255 bytes. */
export const amqpName: Validator<string> = {
  description: 'a name of 1 to 255 bytes',
  problem: (name) =>
    name !== '' && Buffer.byteLength(name) <= 255
      ? undefined
      : 'Give a name of 1 to 255 bytes: AMQP can send no other.',
};

/** The tags of users are names of atoms in Erlang. */
export const tagName: Validator<string> = {
  description: 'a tag without spaces and commas',
  problem: (tag) =>
    /^[^\s,]{1,255}$/u.test(tag) ? undefined : 'Give a tag of 1 to 255 characters without spaces and commas.',
};

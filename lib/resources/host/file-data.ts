import { isUtf8 } from 'node:buffer';
import { followLinks } from '../../host/files/follow-links';
import { number, string } from '../../schema/attribute';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { dataSource } from '../../schema/resource';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { absolutePath } from './paths';

/** More has no place in a state. */
const MOST_BYTES = 4 * 1024 * 1024;

const { replace: _, ...host } = hostAttribute;

/** A regular file as it is. */
export const fileData = dataSource<Runtime>()({
  name: 'file',
  description: 'A regular file on a host: its content, owner and mode. Links are followed.',
  example: `data "stackwright_file" "release" {
  host = "node1"
  path = "/etc/os-release"
}`,
  attributes: {
    host,
    path: string({
      description: 'Absolute path on the host.',
      required: true,
      validate: [absolutePath],
      example: '"/etc/os-release"',
    }),
    content: string({
      description: 'The content; null when it is not UTF-8 text. It is stored in clear text.',
      computed: true,
      nullable: true,
    }),
    content_base64: string({ description: 'The content in base64.', computed: true }),
    sha256: string({ description: 'Hash of the content, in hexadecimal.', computed: true }),
    size: number({ description: 'Size in bytes.', computed: true }),
    owner: string({ description: 'Name of the owner.', computed: true }),
    group: string({ description: 'Name of the group.', computed: true }),
    mode: string({ description: 'Permissions as four octal digits.', computed: true }),
  },

  async read({ runtime, signal }, inputs) {
    const { connection, files } = runtime.host(inputs.host);
    const { path, info } = await followLinks(connection, files, inputs.path);
    const refuse = (summary: string, detail: string) =>
      new DiagnosticError(summary, `${inputs.path} on ${inputs.host} ${detail}`, at('path'));
    if (!info) throw refuse('No such file', 'does not exist. Correct the path, or let this depend on what makes it.');
    if (info.sha256 === null) throw refuse('Not a regular file', `is a ${info.type}. Give the path of a file.`);
    if (info.size > MOST_BYTES) {
      throw refuse('File too large', `has ${info.size} bytes, and a state should hold no more than ${MOST_BYTES}.`);
    }
    const { size, owner, group, mode, sha256 } = info;
    const bytes = await files.content(path, signal);
    return {
      ...inputs,
      content: isUtf8(bytes) ? bytes.toString('utf8') : null,
      content_base64: bytes.toString('base64'),
      sha256,
      size,
      owner,
      group,
      mode,
    };
  },
});

import { randomBytes } from 'node:crypto';
import { ENVIRONMENT } from './environment';
import { type ShellCommand, sh } from './quote';

/** A word that no command can say, since it is made up when the command is sent. */
export function newMark(): string {
  return `end-${randomBytes(16).toString('hex')}`;
}

/**
 * The text that makes a waiting shell run one command and mark its end on both streams, with the exit code on stdout.
 *
 * - `eval` of a quoted text in a subshell: whatever the command does (exit, cd, set -e, a syntax error) ends with it.
 * - One group in braces: the shell runs it only when all of it has arrived, so a command that a broken connection cut
 *   short does not run at all.
 * - stdin comes as base64 in a here-document: any byte can pass, no file and no argument holds it, and a command that
 *   leaves some of it unread does not disturb the next one.
 */
export function framed(command: ShellCommand, mark: string, stdin: Buffer | undefined): string {
  const run = sh`( eval ${command.text} )`.text;
  const end = `printf '${mark} %d\\n' $?; printf '${mark}\\n' >&2`;
  if (stdin === undefined || stdin.length === 0) return `{ ${run} </dev/null; ${end}; }\n`;
  return `{ base64 -d <<'${mark}' | ${run}; ${end}\n${wrapped(stdin.toString('base64'))}${mark}\n}\n`;
}

/** Short lines: some shells are slow at reading one that is very long. */
function wrapped(base64: string): string {
  return base64.replace(/.{1,4096}/g, '$&\n');
}

/**
 * A command that runs as another user, with that user's groups and home and without root's environment. Its text goes
 * through a pipe on descriptor 3, since every user of the host could read it in an argument; descriptor 4 keeps stdin.
 */
export function asUser(user: string, command: ShellCommand): ShellCommand {
  const inner = `${ENVIRONMENT}; eval "$(cat <&3)" 3<&-`;
  return sh`group=$(id -g -- ${user}) || exit 1
{ printf %s ${command.text} | setpriv --reuid=${user} --regid="$group" --init-groups --reset-env -- /bin/sh -c ${inner} 3<&0 <&4 4<&-; } 4<&0`;
}

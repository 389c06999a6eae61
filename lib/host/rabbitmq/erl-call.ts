import { joinCommands, sh } from '../../ssh/quote';

/** Exit codes of {@link ERL_CALL} besides those of `erl_call` itself. */
export const NOT_RUNNING = 70;
export const NO_ERL_CALL = 71;

/** What of the node's environment has a say in how it is reached. */
const TAKEN = [
  'HOME',
  'PATH',
  'RABBITMQ_NODENAME',
  'NODENAME',
  'RABBITMQ_CONF_ENV_FILE',
  'RABBITMQ_USE_LONGNAME',
  'USE_LONGNAME',
  'ERL_EPMD_PORT',
];

/** For `sed`, of an environment whose variables end with NUL: assignments of those that are taken, for a shell. */
const ASSIGNMENTS = String.raw`s/'/'\\''/g; s/^(${TAKEN.join('|')})=(.*)$/\1='\2'/p`;

/**
 * The node's name as RabbitMQ itself finds it: from its environment, from the shell file with its settings, else `rabbit`; and
 * where it has no host, the host's short name, or the long one if the settings say so.
 *
 * The other end of the call needs a name as well, which a node does not know twice at a time: that of every `erl_call` would be the same.
 * Erlang never forgets a name, so there are not more of them than need be.
 *
 * `$0` is the file with the node's environment, of which no more is taken than has to be: it may hold the cookie, or a password.
 */
const ASK = sh`
  if [ ! -r "$0" ]; then exit ${NOT_RUNNING}; fi
  taken=$(sed -znE ${ASSIGNMENTS} "$0" | tr '\0' '\n')
  eval "$taken"
  export HOME PATH
  settings=\${RABBITMQ_CONF_ENV_FILE:-/etc/rabbitmq/rabbitmq-env.conf}
  if [ -f "$settings" ]; then . "$settings" >/dev/null; fi
  if [ -n "$ERL_EPMD_PORT" ]; then export ERL_EPMD_PORT; fi
  node=\${RABBITMQ_NODENAME:-\${NODENAME:-rabbit}}
  if [ "\${RABBITMQ_USE_LONGNAME:-$USE_LONGNAME}" = true ]; then how=-name; host=$(hostname -f)
  else how=-sname; host=$(uname -n); host=\${host%%.*}; fi
  case $node in *@*) ;; *) node=$node@$host ;; esac
  command -v erl_call >/dev/null || exit ${NO_ERL_CALL}
  exec erl_call "$how" "$node" -h "stackwright$(($$ % 10000))" -e`;

/** The words in the command line of the virtual machine that runs RabbitMQ, each ended by NUL. */
const BOOTS_RABBITMQ = '\\x00-s\\x00rabbit\\x00boot\\x00';

/**
 * Evaluates the Erlang expressions on stdin on the RabbitMQ node of the host. `erl_call` is part of Erlang and takes milliseconds
 * where `rabbitmqctl`, which starts a virtual machine, takes a second or two.
 *
 * It runs as whoever runs the node and with what matters of the node's own environment, so that it finds what the node has found: the
 * cookie in the home directory, the programs of this Erlang, the node's name. No value is in an argument, where everybody could read it.
 */
export const ERL_CALL = joinCommands([
  sh`process=$(grep -laP ${BOOTS_RABBITMQ} /proc/[0-9]*/cmdline 2>/dev/null | head -n 1)
  process=\${process%/cmdline}
  if [ -z "$process" ]; then exit ${NOT_RUNNING}; fi
  user=$(stat -c %u "$process") && group=$(stat -c %g "$process") || exit ${NOT_RUNNING}
  cd /`,
  sh`exec setpriv --reuid="$user" --regid="$group" --init-groups -- \
    env -i PATH="$PATH" sh -c ${ASK.text} "$process/environ"`,
]);

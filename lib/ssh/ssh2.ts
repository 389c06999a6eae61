/** The SSH library, loaded when the first host is contacted: a start without a host does not pay for it. */
export function ssh2(): typeof import('ssh2') {
  return require('ssh2');
}

// Turns the output of `stackwright lab status --json` into a hosts.json of the examples.
import { text } from 'node:stream/consumers';

const { hosts } = JSON.parse(await text(process.stdin));
const props = hosts.map(({ name, address, port, user, privateKey, hostKey }) => [
  name,
  { address, port, user, privateKeyPath: privateKey, hostKeyFingerprints: [hostKey] },
]);
console.log(JSON.stringify(Object.fromEntries(props), null, 2));

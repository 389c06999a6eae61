import { publicKey, withoutComment } from '../../../lib/resources/compute/public-key';

const ED25519 = 'AAAAC3NzaC1lZDI1NTE5AAAAIGj8uGK0Ih5mmQ8ETkTDc2C9A+lUIumZoM1LxyoBstxB';
const ECDSA =
  'AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBDxaZRljCJXfUjAeCagqESpEuQSQmSJsOuCkNXsKCGcMvOABtHTOxGxPZGfKdzwxD+UORUFg23WACIKoFQLK6Io=';

test.each([
  ['with a comment', `ssh-ed25519 ${ED25519} joe@cloud.example`],
  ['without one', `ssh-ed25519 ${ED25519}`],
  ['with the end of its line', `ssh-ed25519 ${ED25519}\n`],
  ['of another type', `ecdsa-sha2-nistp256 ${ECDSA} joe`],
])('a public key %s', (_, key) => {
  expect(publicKey.problem(key)).toBeUndefined();
});

test.each([
  ['nothing', '', 'is no type of keys'],
  ['base64 alone', ED25519, 'is no type of keys'],
  ['a type that Nova cannot read', `sk-ssh-ed25519@openssh.com ${ED25519}`, 'is no type of keys that Nova takes'],
  ['no base64', 'ssh-ed25519 joe@cloud.example', 'is not base64'],
  ['a key that is cut short', `ssh-ed25519 ${ED25519.slice(0, -8)}`, 'cut short or damaged'],
  ['a key of another type', `ssh-rsa ${ED25519}`, 'holds a key of another type'],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl', 'This is a private key'],
  ['two keys', `ssh-ed25519 ${ED25519}\nssh-ed25519 ${ED25519}`, 'Give one key on one line'],
])('%s is none', (_, key, problem) => {
  expect(publicKey.problem(key)).toContain(problem);
});

test('the comment counts for nothing', () => {
  expect(withoutComment(`ssh-ed25519 ${ED25519} joe@cloud.example\n`)).toBe(`ssh-ed25519 ${ED25519}`);
});

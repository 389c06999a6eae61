import { fingerprintOf } from '../../../lib/ssh/host-keys';
import { findKnownHosts } from '../../../lib/ssh/known-hosts';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAICDLnYfQ8WV9elRk4XB2it2IjcIbIQ1fXP1yKighXVpn';
// Written by `ssh-keygen -H` for db.example and [db.example]:2222, and by `ssh-keygen -l`.
const HASHED = `|1|zs3HwVJwPl0/bdG29Ao0olWPo+g=|B1x1vWKDO05UZnJMh6MAh8qizQk= ssh-ed25519 ${KEY}
|1|CyQyXZVB2yGzhGi7vye34RL6+/I=|pzi/l4vBTviQp6UbF1dkROQiE0A= ssh-rsa ${KEY}
`;
const FINGERPRINT = 'SHA256:qbbh/7XYKcw7J+M6VZPLLoEXDXCkB3YdLhsp8vudIb8';

const typesFor = (text: string, host: string, port = 22) => findKnownHosts(text, host, port).map(({ type }) => type);

describe('known_hosts', () => {
  test('tells the keys of a host whose name is hashed, with or without a port', () => {
    expect(typesFor(HASHED, 'db.example')).toEqual(['ssh-ed25519']);
    expect(typesFor(HASHED, 'DB.example', 2222)).toEqual(['ssh-rsa']);
    expect(typesFor(HASHED, 'db.example', 2223)).toEqual([]);
    expect(typesFor(HASHED, 'web.example')).toEqual([]);
  });

  test('gives keys whose fingerprint is the one that ssh-keygen prints', () => {
    const [found] = findKnownHosts(HASHED, 'db.example', 22);
    expect(found && fingerprintOf(found.key)).toBe(FINGERPRINT);
  });

  test.each([
    ['node1,10.0.0.1', 'node1', 22, true],
    ['node1,10.0.0.1', '10.0.0.1', 22, true],
    ['node1', 'node11', 22, false],
    ['node1', 'node1', 2222, false],
    ['[node1]:2222', 'node1', 2222, true],
    ['[node1]:2222', 'node1', 22, false],
    ['[fe80::1]:2222', 'fe80::1', 2222, true],
    ['*.example', 'a.example', 22, true],
    ['*.example', 'example', 22, false],
    ['node?', 'node7', 22, true],
    ['node?', 'node', 22, false],
    ['*.example,!b.example', 'a.example', 22, true],
    ['*.example,!b.example', 'b.example', 22, false],
    ['!b.example,*.example', 'b.example', 22, false],
    ['a.c', 'abc', 22, false],
    ['a+*', 'a+b', 22, true],
  ])('with the names %s is about %s, port %i: %s', (names, host, port, expected) => {
    expect(typesFor(`${names} ssh-ed25519 ${KEY}`, host, port)).toEqual(expected ? ['ssh-ed25519'] : []);
  });

  test('may have comments, blank and broken lines, Windows line ends, tabs and words after the key', () => {
    const text = `# comment\r\n\r\n  \nnode1\nnode1 ssh-rsa\nnode1\tssh-ed25519  ${KEY} root@node1 old\r\n`;
    expect(typesFor(text, 'node1')).toEqual(['ssh-ed25519']);
  });

  test('marks revoked keys and passes over certificate authorities', () => {
    const text = `@revoked * ssh-ed25519 ${KEY}\n@cert-authority * ssh-rsa ${KEY}\n`;
    expect(findKnownHosts(text, 'node1', 22)).toEqual([
      { type: 'ssh-ed25519', key: Buffer.from(KEY, 'base64'), revoked: true },
    ]);
  });
});

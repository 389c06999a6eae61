import { contradictions, readEntries, withoutEntries, writeEntries } from '../../../lib/host/facts/hosts-file';

const FOUND = '127.0.0.1\tlocalhost\n127.0.1.1\tnode1.example.org node1\n\n# ours\t\n::1 ip6-localhost\n';
const peers = { node1: '192.0.2.11', node2: '2001:db8::2' };

describe('/etc/hosts', () => {
  test('gets the peers at its end, and its own 127.0.1.1 is put aside when its name is among them', () => {
    const written = writeEntries(FOUND, { peers, own: null }, 'node1');
    expect(written).toBe(
      '127.0.0.1\tlocalhost\n# stackwright: aside: 127.0.1.1\tnode1.example.org node1\n\n# ours\t\n::1 ip6-localhost\n' +
        '192.0.2.11\tnode1\t# stackwright\n2001:db8::2\tnode2\t# stackwright\n',
    );
    expect(readEntries(written)).toEqual({ peers, own: null });
  });

  test('keeps its own 127.0.1.1 when no entry of ours has its name', () => {
    expect(writeEntries(FOUND, { peers, own: null }, 'node9')).toContain('\n127.0.1.1\tnode1.example.org node1\n');
  });

  test('gets a line for the own name, with its short form', () => {
    const written = writeEntries(FOUND, { peers: {}, own: 'web.example.org' }, 'web.example.org');
    expect(written).toContain('\n127.0.1.1\tweb.example.org web\t# stackwright: own name\n');
    expect(readEntries(written)).toEqual({ peers: {}, own: 'web.example.org' });
  });

  test('stays the same when it is written again, and has no entry twice', () => {
    const once = writeEntries(FOUND, { peers, own: null }, 'node1');
    expect(writeEntries(once, { peers, own: null }, 'node1')).toBe(once);
    expect(readEntries(writeEntries(once, { peers: { node3: '192.0.2.13' }, own: null }, 'node1')).peers).toEqual({
      node3: '192.0.2.13',
    });
  });

  test('is byte for byte what it was once our entries are out', () => {
    expect(withoutEntries(writeEntries(FOUND, { peers, own: 'node1' }, 'node1'))).toBe(FOUND);
    expect(writeEntries(FOUND, { peers: {}, own: null }, 'node1')).toBe(FOUND);
  });

  test('shows what was done by hand to our lines: another address, a name twice', () => {
    expect(readEntries('192.0.2.99\tnode1 alias\t# stackwright\n192.0.2.12\tnode1\t# stackwright\n').peers).toEqual({
      node1: '192.0.2.99, 192.0.2.12',
      alias: '192.0.2.99',
    });
  });

  test('may contradict us in lines of its own', () => {
    const text = `${writeEntries(FOUND, { peers, own: null }, 'x')}192.0.2.77 node2 # by hand\n192.0.2.11 node1\n`;
    expect(contradictions(text, peers)).toEqual(['127.0.1.1\tnode1.example.org node1', '192.0.2.77 node2 # by hand']);
  });
});

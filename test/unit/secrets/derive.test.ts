import { deriveSecret, generateMasterKey, parseMasterKey } from '../../../lib/secrets';

const masterKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index));

describe('a derived secret', () => {
  // Fixed for ever: a cloud's passwords follow from them.
  test.each([
    ['nova-db', 1, 'QaU0lquYiwzSU5c6qpLlH2nFmH7xudSH'],
    ['nova-db', 2, 'hqRSZOm6dDe76BR78zQVRBQsMVbZ95MB'],
    ['a/b.c_d-e', 1, 'twDHIYHGcovToWtV11yRWyeBV0Fx4Frc'],
  ])('of %s, version %i, is always the same', (name, version, expected) => {
    expect(deriveSecret(masterKey, { name, version })).toBe(expected);
  });

  test('has 32 letters and digits, so that it can stand in a URL', () => {
    for (let index = 0; index < 200; index++) {
      expect(deriveSecret(masterKey, { name: `s${index}`, version: 1 })).toMatch(/^[A-Za-z0-9]{32}$/);
    }
  });

  test('uses every character about equally often', () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 2000; index++) {
      for (const character of deriveSecret(masterKey, { name: `s${index}`, version: 1 })) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }
    const expected = (2000 * 32) / 62;
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(62);
    // 61 degrees of freedom: 120 is far beyond the 99.99 % quantile; a plain modulo gives about 1,900.
    expect(chiSquared).toBeLessThan(120);
  });

  test('differs with the master key, the name and the version', () => {
    const values = [
      deriveSecret(masterKey, { name: 'a', version: 1 }),
      deriveSecret(masterKey, { name: 'a', version: 11 }),
      deriveSecret(masterKey, { name: 'a/1', version: 1 }),
      deriveSecret(parseMasterKey(generateMasterKey(), 'made here'), { name: 'a', version: 1 }),
    ];
    expect(new Set(values).size).toBe(4);
  });
});

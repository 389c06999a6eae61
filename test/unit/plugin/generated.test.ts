import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../../..');
const generated = path.join(root, 'lib/plugin/wire/generated');

function contents(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(generated).map((file) => [file, readFileSync(path.join(generated, file), 'utf8')]),
  );
}

test('generating the protobuf code again changes nothing', () => {
  const before = contents();
  execFileSync(process.execPath, [path.join(root, 'scripts/generate-protobuf.mjs')], { cwd: root });
  expect(contents()).toEqual(before);
});

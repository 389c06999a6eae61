import { hasLockEntry, withLockEntry } from '../../../constructs/core/lock-file';

const ours = { address: 'registry.terraform.io/stackwright/stackwright', version: '0.1.0', hashes: ['h1:new='] };
const OURS = `provider "registry.terraform.io/stackwright/stackwright" {
  version     = "0.1.0"
  constraints = "0.1.0"
  hashes = [
    "h1:new=",
  ]
}
`;
const OTHER = `provider "registry.terraform.io/hashicorp/null" {
  version = "3.2.3"
  hashes = [
    "h1:other=",
  ]
}
`;

test('an empty lock file gets Terraform’s header and the entry', () => {
  expect(withLockEntry('', ours)).toBe(
    `# This file is maintained automatically by "terraform init".\n# Manual edits may be lost in future updates.\n\n${OURS}`,
  );
});

test('another provider’s entry stays', () => {
  expect(withLockEntry(`# header\n\n${OTHER}`, ours)).toBe(`# header\n\n${OTHER}\n${OURS}`);
});

test('a former entry is replaced where it stands', () => {
  const former = OURS.replaceAll('0.1.0', '0.0.9').replace('h1:new=', 'h1:old=');
  expect(withLockEntry(`# header\n\n${former}\n${OTHER}`, ours)).toBe(`# header\n\n${OURS}\n${OTHER}`);
});

test('writing the same entry again changes nothing', () => {
  const once = withLockEntry(OTHER, ours);
  expect(withLockEntry(once, ours)).toBe(once);
});

test('knows whose entries there are', () => {
  expect(hasLockEntry(OTHER, 'registry.terraform.io/hashicorp/null')).toBe(true);
  expect(hasLockEntry(OTHER, ours.address)).toBe(false);
});

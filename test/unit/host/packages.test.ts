import { execFileSync } from 'node:child_process';
import { ANSWER_FUNCTIONS } from '../../../lib/host/packages/debconf-answers';
import { UNIT_FUNCTIONS } from '../../../lib/host/packages/left-units';
import { PackagesFailed } from '../../../lib/host/packages/package-failure';
import { RECORD_FUNCTIONS } from '../../../lib/host/packages/package-record';
import { parsePackages } from '../../../lib/host/packages/package-status';
import { debconfAnswers } from '../../../lib/resources/host/debconf';

const STATUS = `dpkg\tamd64\tinstall\tinstalled\t1.21.22
libc6\tamd64\tinstall\tinstalled\t2.36-9+deb12u9
libc6\ti386\tinstall\tinstalled\t2.36-8
memcached\tamd64\thold\tinstalled\t1.6.18-1
tzdata\tall\tinstall\ttriggers-pending\t2024a
removed\tamd64\tdeinstall\tconfig-files\t1
broken\tamd64\tinstall\thalf-configured\t1
foreign\ti386\tinstall\tinstalled\t1
wanted\t\thold\tnot-installed\t
`;

test("those packages count as installed that are configured, in the host's own architecture", () => {
  const packages = parsePackages(STATUS);
  const installed = [...packages].filter(([, { installed }]) => installed).map(([name]) => name);
  expect(installed).toEqual(['dpkg', 'libc6', 'memcached', 'tzdata']);
  expect([...packages.keys()]).toEqual([...installed, 'broken']);
  expect(packages.get('libc6')).toEqual({ version: '2.36-9+deb12u9', held: false, installed: true });
  expect(packages.get('memcached')?.held).toBe(true);
});

test.each([
  ['not-found', 'E: Unable to locate package nonesuch'],
  ['not-found', "E: Package 'gone' has no installation candidate"],
  [
    'virtual',
    "Package awk is a virtual package provided by:\n  mawk 1\nE: Package 'awk' has no installation candidate",
  ],
  ['interrupted', "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem."],
  ['busy', 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 12 (apt)'],
  ['disk-full', "E: You don't have enough free space in /var/cache/apt/archives/."],
  ['disk-full', 'cannot copy extracted data: No space left on device\nErrors were encountered while processing:\n a'],
  ['outdated', 'E: Failed to fetch http://archive/pool/a.deb  404  Not Found [IP: 1.2.3.4 80]'],
  ['unreachable', 'E: Failed to fetch http://archive/pool/a.deb  Could not connect to archive:80'],
  ['held', 'E: Held packages were changed and -y was used without --allow-change-held-packages.'],
  ['conflict', 'E: Packages need to be removed but remove is disabled.'],
  ['unmet', 'The following packages have unmet dependencies:\n a : Depends: b'],
  ['script', 'Errors were encountered while processing:\n a\nE: Sub-process /usr/bin/dpkg returned an error code (1)'],
  ['other', 'E: Something nobody has thought of'],
])('a failure is told from what apt says: %s', (reason, log) => {
  expect(PackagesFailed.from({ exitCode: 100, log }).reason).toBe(reason);
});

test('a failure names the packages that no list has', () => {
  const log =
    "E: Unable to locate package one\nE: Package 'two' has no installation candidate\nE: Unable to locate package g++\n";
  expect(PackagesFailed.from({ exitCode: 100, log }).missing).toEqual(['one', 'two', 'g++']);
});

test('a failure names the packages that could not be set up', () => {
  const log = 'Errors were encountered while processing:\n one\n libtwo:amd64\nE: Sub-process /usr/bin/dpkg returned\n';
  expect(PackagesFailed.from({ exitCode: 100, log }).broken).toEqual(['one', 'libtwo']);
});

test('a failure knows whether the lists were fetched, and says no word of that itself', () => {
  const log = 'stackwright: package lists fetched\nE: Unable to locate package one\n';
  expect(PackagesFailed.from({ exitCode: 100, log })).toMatchObject({
    refreshed: true,
    said: 'E: Unable to locate package one',
  });
});

test('another transaction that does not end means that the package manager is busy', () => {
  expect(PackagesFailed.from({ exitCode: 75, log: '' }).reason).toBe('busy');
});

test("an answer's owner is the question's package unless another one is named", () => {
  expect(debconfAnswers({ 'nova/my-ip string': '192.0.2.1', 'dashboard horizon/use_ssl boolean': 'false' })).toEqual([
    'nova nova/my-ip string 192.0.2.1',
    'dashboard horizon/use_ssl boolean false',
  ]);
});

test.each([
  ['the record', RECORD_FUNCTIONS],
  ['answers', ANSWER_FUNCTIONS],
  ['units', UNIT_FUNCTIONS],
])('the shell functions of %s can be read by a shell', (_, { text }) => {
  execFileSync('/bin/sh', ['-n'], { input: text });
});

// Adds up what scripts/test has found, and says it in one line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

let passed = 0;
let failed = 0;
const [directory] = process.argv.slice(2);
for (const { name } of readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile())) {
  const text = readFileSync(join(directory, name), 'utf8');
  if (name.endsWith('.check')) {
    if (text.trim() === 'passed') passed++;
    else failed++;
    continue;
  }
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(text);
  passed += numPassedTests;
  // A file of tests that could not even be loaded is a failure, too.
  failed += numFailedTests + numRuntimeErrorTestSuites;
}
console.log(`\n${passed} passed, ${failed} failed`);

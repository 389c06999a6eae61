const { default: Sequencer } = require('@jest/test-sequencer');

/** Files of tests in the order of their names, but for the ones that take a cloud down: other files stand on it. */
module.exports = class InOrder extends Sequencer {
  sort(tests) {
    const key = ({ path }) => `${path.endsWith('-destroyed.test.ts') ? 1 : 0}${path}`;
    return [...tests].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  }
};

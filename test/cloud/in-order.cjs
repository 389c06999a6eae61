const { default: Sequencer } = require('@jest/test-sequencer');

/** Files of tests in the order of their names, but for the ones that set a cloud up or take it down: other files stand on it. */
module.exports = class InOrder extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      if (path.includes('-shared-interface.test')) return 0;
      return path.includes('-destroyed.test') ? 2 : 1;
    };
    const key = (test) => `${place(test)}${test.path}`;
    return [...tests].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  }
};

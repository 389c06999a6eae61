const { default: Sequencer } = require('@jest/test-sequencer');

const PLACES = [/-(shared-interface|interruption)\.test/, /./, /-destroyed\.test/];

/** Files of tests in the order of their names, but for the ones that set a cloud up or take it down: other files stand on it. */
module.exports = class InOrder extends Sequencer {
  sort(tests) {
    const key = ({ path }) => `${PLACES.findLastIndex((place) => place.test(path))}${path}`;
    return [...tests].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  }
};

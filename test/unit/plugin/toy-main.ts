import { log } from '../../../lib/plugin/log';
import { serve } from '../../../lib/plugin/serve';

/** The toy provider as a process of its own. What it does while applying is chosen by the attribute `text`. */
void serve(() => {
  const { toyProvider } = require('./toy-provider') as typeof import('./toy-provider');
  return toyProvider({
    async onApply(planned, { signal }) {
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      switch (planned?.text) {
        case 'print':
          console.log('to the console');
          process.stdout.write('to standard output\n');
          return;
        case 'until stopped':
          log.info('The apply waits to be stopped');
          await aborted;
          throw signal.reason;
        case 'crash':
          setTimeout(() => {
            throw new Error('nobody caught this');
          }, 10);
          await aborted;
          throw signal.reason;
      }
    },
  });
});

import { Command } from 'commander';
import { labCommand } from './lab';

const program = new Command('stackwright')
  .description('stand up and keep an OpenStack cloud on bare Linux hosts')
  .enablePositionalOptions()
  .addCommand(labCommand());

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`stackwright: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

import { Command } from 'commander';
import { doctorCommand } from './doctor';
import { labCommand } from './lab';
import { reviewCommand } from './review';
import { verifyCommand } from './verify';

const program = new Command('stackwright')
  .description('stand up and keep an OpenStack cloud on bare Linux hosts')
  .enablePositionalOptions()
  .addCommand(doctorCommand())
  .addCommand(labCommand())
  .addCommand(reviewCommand())
  .addCommand(verifyCommand());

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`stackwright: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

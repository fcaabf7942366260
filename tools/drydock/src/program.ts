import { Command } from 'commander';
import { buildCommand } from './commands/build.ts';
import { checkCommand } from './commands/check.ts';
import { claimsCommand } from './commands/claims.ts';
import { compareCommand } from './commands/compare.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downCommand } from './commands/down.ts';
import { engineCommand } from './commands/engine.ts';
import { inspectCommand } from './commands/inspect.ts';
import { labCommand } from './commands/lab.ts';
import { lintCommand } from './commands/lint.ts';
import { loadCommand } from './commands/load.ts';
import { logsCommand } from './commands/logs.ts';
import { psCommand } from './commands/ps.ts';
import { sizesCommand } from './commands/sizes.ts';
import { upCommand } from './commands/up.ts';
import { whyCommand } from './commands/why.ts';
import { createContext } from './context.ts';
import { errorText } from './report-error.ts';

const context = createContext();
const program = new Command('drydock')
  .description(
    'Builds the sample services into images, connects them on one network, and proves what they are.',
  )
  .showHelpAfterError('See what there is: npm run drydock -- --help')
  .enablePositionalOptions();

for (const command of [
  buildCommand,
  upCommand,
  downCommand,
  psCommand,
  logsCommand,
  loadCommand,
  checkCommand,
  sizesCommand,
  inspectCommand,
  diffCommand,
  whyCommand,
  claimsCommand,
  compareCommand,
  labCommand,
  lintCommand,
  doctorCommand,
  engineCommand,
])
  program.addCommand(command(context));

try {
  await program.parseAsync();
} catch (error) {
  context.progress.end();
  process.stderr.write(context.signal.aborted ? 'drydock: interrupted\n' : `${errorText(error)}\n`);
  process.exitCode ||= 1;
} finally {
  context.progress.end();
}

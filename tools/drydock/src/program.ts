import { createRequire } from 'node:module';
import { type Command, CommanderError } from 'commander';
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
import type { Context } from './context.ts';
import { newCommand } from './new-command.ts';
import { errorText } from './report-error.ts';
import { refuseTakenOptions } from './taken-options.ts';

const COMMANDS = [
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
];

/** Runs the command line once. It ends with what the context was told: `endWith`. */
export async function runProgram(context: Context, args: readonly string[]): Promise<void> {
  try {
    const program = createProgram(context);
    refuseTakenOptions(program, context, args);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    context.progress.end();
    if (error instanceof CommanderError) return context.endWith(error.exitCode); // what is wrong was said already
    context.complain(context.signal.aborted ? 'drydock: interrupted' : errorText(error));
    context.endWith(1);
  } finally {
    context.progress.end();
  }
}

function createProgram(context: Context): Command {
  const program = newCommand(context, 'drydock')
    .description(
      'Builds the sample services into images, connects them on one network, and proves what they are.',
    )
    .version(versionText(), '--version', 'print the version')
    .enablePositionalOptions();
  for (const command of COMMANDS) program.addCommand(command(context));
  sayWhereHelpIs(program, '');
  return program;
}

/** Each command's wrong use ends with where its own help is. */
function sayWhereHelpIs(command: Command, path: string): void {
  command.showHelpAfterError(`  → see what there is: npm run drydock -- ${path}--help`);
  for (const one of command.commands) sayWhereHelpIs(one, `${path}${one.name()} `);
}

function versionText(): string {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  return `drydock ${version}`;
}

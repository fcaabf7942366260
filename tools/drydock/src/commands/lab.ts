import { Argument, type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import type { LabOptions } from '../labs/commands.ts';
import { newCommand } from '../new-command.ts';

const TROUBLE = 2;
const EXIT_CODES =
  '\nExit code: 0 when all that was checked passes, 1 when something does not, 2 when it could not be checked.';

export function labCommand(context: Context): Command {
  const lab = newCommand(context, 'lab')
    .description('learn it by doing: a course in the terminal that checks itself')
    .addHelpText('after', '\nBegin with: npm run drydock -- lab start. All about it: docs/labs.md.');
  for (const command of [list, start, watch, check, hint, solution, reset, next, skip, checkAll, verify])
    lab.addCommand(command(context));
  return lab;
}

function list(context: Context): Command {
  return learnerCommand(context, 'list', 'what there is, and how far you are')
    .option('--json', 'print JSON')
    .action(async (options: LabOptions) => (await import('../labs/commands.ts')).list(context, options));
}

function start(context: Context): Command {
  return learnerCommand(
    context,
    'start',
    'begin a lab: its files are put into your folder, and never over your work',
  )
    .addArgument(named('the first that is not passed'))
    .action(async (name: string | undefined, options: LabOptions) => {
      await (await import('../labs/commands.ts')).start(context, name, options);
    });
}

function watch(context: Context): Command {
  return learnerCommand(context, 'watch', 'check your work at every save, with all you need at hand')
    .addArgument(named())
    .action(async (name: string | undefined, options: LabOptions) => {
      await (await import('../labs/watch/watch.ts')).watch(context, name, options);
    });
}

function check(context: Context): Command {
  return learnerCommand(context, 'check', 'check your work once')
    .addArgument(named())
    .option('--json', 'print JSON')
    .addHelpText('after', EXIT_CODES)
    .action((name: string | undefined, options: LabOptions) => {
      return graded(context, async () =>
        (await import('../labs/check-command.ts')).check(context, name, options),
      );
    });
}

function checkAll(context: Context): Command {
  return learnerCommand(context, 'check-all', 'check every lab that you have begun')
    .option('--json', 'print JSON')
    .addHelpText('after', EXIT_CODES)
    .action((options: LabOptions) => {
      return graded(context, async () =>
        (await import('../labs/check-command.ts')).checkAll(context, options),
      );
    });
}

/** What keeps a check from happening is no wrong answer. */
async function graded(context: Context, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    context.endWith(TROUBLE);
    throw error;
  }
}

function hint(context: Context): Command {
  return learnerCommand(context, 'hint', 'a hint for the task you are at; each time one more, of three')
    .addArgument(named())
    .action(async (name: string | undefined, options: LabOptions) => {
      await (await import('../labs/commands.ts')).hint(context, name, options);
    });
}

function solution(context: Context): Command {
  return learnerCommand(context, 'solution', 'the solution of a lab that you have passed, and why it is one')
    .addArgument(named())
    .option('--insist', 'even if it is not passed yet')
    .action(async (name: string | undefined, options: LabOptions) => {
      await (await import('../labs/commands.ts')).solution(context, name, options);
    });
}

function reset(context: Context): Command {
  return learnerCommand(context, 'reset', 'begin a lab anew; what you had is kept beside it')
    .addArgument(named())
    .action(async (name: string | undefined, options: LabOptions) => {
      await (await import('../labs/commands.ts')).reset(context, name, options);
    });
}

function next(context: Context): Command {
  return learnerCommand(context, 'next', 'go on to the next lab').action(async (options: LabOptions) => {
    await (await import('../labs/commands.ts')).next(context, options);
  });
}

function skip(context: Context): Command {
  return learnerCommand(context, 'skip', 'put a lab off, and go on to the next')
    .addArgument(named())
    .action(async (name: string | undefined, options: LabOptions) => {
      await (await import('../labs/commands.ts')).skip(context, name, options);
    });
}

function learnerCommand(context: Context, name: string, description: string): Command {
  // A script can tell a wrong answer from one that nobody could check.
  const wrongUse = name.startsWith('check') ? { wrongUse: TROUBLE } : {};
  return newCommand(context, name, wrongUse)
    .description(description)
    .addOption(
      new Option('--folder <folder>', 'where you work; default: $DRYDOCK_LABS, else ~/drydock-labs'),
    );
}

function named(otherwise = 'the one whose folder you are in, else the one you began last'): Argument {
  return new Argument('[lab]', `by number or name; default: ${otherwise}`);
}

function verify(context: Context): Command {
  return newCommand(context, 'verify')
    .description("the author's check: starts fail, solutions pass, wrong answers are told why")
    .addArgument(new Argument('[name...]', 'labs by name or number; all by default'))
    .option('--json', 'print JSON')
    .action(async (names: string[], { json }: { readonly json?: boolean }) => {
      const { verifyCourse } = await import('../labs/verify-course.ts');
      const { verifyLines } = await import('../labs/verify-lines.ts');
      const reports = await verifyCourse(context, names, (report) => {
        context.progress.end();
        if (!json) context.print(verifyLines(report).join('\n'));
      });
      context.progress.end();
      if (json) context.print(JSON.stringify(reports, null, 2));
      const isGood = reports.length > 0 && reports.every(({ problems }) => problems.length === 0);
      if (!isGood) context.endWith(1);
    });
}

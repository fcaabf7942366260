import { Argument, Command } from 'commander';
import type { Context } from '../context.ts';

export function labCommand(context: Context): Command {
  return new Command('lab')
    .description('learn it by doing: a course in the terminal')
    .addCommand(verify(context));
}

function verify(context: Context): Command {
  return new Command('verify')
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
      if (!isGood) process.exitCode ||= 1;
    });
}

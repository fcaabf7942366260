import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import type { CheckOptions } from '../check/check-contracts.ts';
import type { CheckReport } from '../check/check-report.ts';
import type { Context } from '../context.ts';
import { namedPath } from '../image/named-path.ts';
import { newCommand } from '../new-command.ts';
import { errorText } from '../report-error.ts';

interface Options extends CheckOptions {
  readonly json?: boolean;
  readonly all?: boolean;
  readonly junit?: string;
  readonly annotations?: boolean;
}

/** A script can tell a broken clause from one that nobody could check. */
const BROKEN = 1;
const TROUBLE = 2;

export function checkCommand(context: Context): Command {
  return newCommand(context, 'check', { wrongUse: TROUBLE })
    .description('say whether images keep their contracts, and where one is broken, why')
    .argument(
      '[contract...]',
      'a contract by its file or folder, or by the service or image it is for; by default all of apps',
    )
    .option('--no-run', 'start no container: what contracts say of behaviour is not asked')
    .option('--all', 'every clause, not only those that are not kept')
    .option('--json', 'print JSON')
    .option('--junit <file>', 'write JUnit XML as well')
    .option('--annotations', 'print remarks for public CI as well; default where GITHUB_ACTIONS is true')
    .option('--dockerfile <file>', 'what the image was built from, when it is none of docker/bake.hcl')
    .option('--stage <stage>', 'the stage of that Dockerfile; the last one by default')
    .option('--pull', 'let the engine pull an image that it does not have')
    .addHelpText(
      'after',
      '\nExit code: 0 when all that was asked is kept, 1 when a clause is broken, 2 when one could not be checked.\nHow a contract is written: docs/contracts.md.',
    )
    .action(async (names: string[], options: Options) => {
      try {
        await check(context, names, options);
      } catch (error) {
        context.endWith(TROUBLE);
        throw error;
      }
    });
}

async function check(context: Context, names: readonly string[], options: Options): Promise<void> {
  const { json, junit, annotations = context.env.GITHUB_ACTIONS === 'true' } = options;
  const { checkContracts } = await import('../check/check-contracts.ts');
  const report = await checkContracts(context, names, options);
  context.progress.end();
  if (junit !== undefined) await writeJunit(namedPath(context, junit), report);
  await print(context, report, options);
  if (annotations) {
    const { annotationLines } = await import('../check/annotation-lines.ts');
    const lines = annotationLines(report, context.env.GITHUB_WORKSPACE ?? context.root);
    for (const line of lines) (json ? context.progress.note : context.print)(line);
  }
  for (const { error } of report.problems) context.progress.note(errorText(error));
  context.endWith(await exitCodeOf(report));
}

async function print(context: Context, report: CheckReport, { json, all = false }: Options): Promise<void> {
  if (json) {
    const { reportJson } = await import('../check/check-report.ts');
    return context.print(reportJson(report));
  }
  const { outputTerminal } = await import('../image/format.ts');
  const { checkLines } = await import('../check/check-lines.ts');
  const lines = checkLines(report, outputTerminal(context.env.COLUMNS), { all });
  if (lines.length > 0) context.print(lines.join('\n'));
}

async function writeJunit(path: string, report: CheckReport): Promise<void> {
  const { junitText } = await import('../check/junit-text.ts');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, junitText(report));
}

async function exitCodeOf({ results, problems }: CheckReport): Promise<number> {
  const { countClauses } = await import('../check/check-report.ts');
  const { kept, broken, error } = countClauses(results);
  if (broken > 0) return BROKEN;
  return error > 0 || problems.length > 0 || kept === 0 ? TROUBLE : 0;
}

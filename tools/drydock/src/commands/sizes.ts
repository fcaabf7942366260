import { DrydockError } from '@drydock/engine';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';
import type { SizesReport } from '../sizes/sizes-report.ts';

interface Options {
  readonly update?: boolean;
  readonly json?: boolean;
}

export function sizesCommand(context: Context): Command {
  return newCommand(context, 'sizes')
    .description('say what the images weigh, next to what docker/sizes.json says that they weighed')
    .option('--update', 'write docker/sizes.json as things are now, to be reviewed and committed')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit code: 1 when docker/sizes.json lacks an image, or has one that no contract is for.',
    )
    .action((options: Options) => sizes(context, options));
}

async function sizes(context: Context, { update = false, json }: Options): Promise<void> {
  const { sizesReport } = await import('../sizes/sizes-report.ts');
  const report = await sizesReport(context, { isNew: update });
  context.progress.end();
  const { rows, missing, stale, problems, now } = report;
  if (json) {
    const told = problems.map(({ contract, error: { message, nextStep } }) => ({
      contract,
      message,
      nextStep,
    }));
    context.print(JSON.stringify({ rows, missing, stale, problems: told }, null, 2));
  } else {
    const { outputTerminal } = await import('../image/format.ts');
    const { sizesLines } = await import('../sizes/sizes-lines.ts');
    const lines = sizesLines(rows, outputTerminal(context.env.COLUMNS));
    if (lines.length > 0) context.print(lines.join('\n'));
  }
  if (problems.length > 0) throw notMeasured(report, update);
  if (!update) return assertWhole(report);
  const { writeSizes, SIZES_FILE } = await import('../sizes/sizes-file.ts');
  await writeSizes(context.root, now);
  const changed = rows.filter(({ now: one, before }) => JSON.stringify(one) !== JSON.stringify(before));
  const removed = stale.length > 0 ? `, ${stale.join(', ')} removed` : '';
  if (!json)
    context.print(`\n${SIZES_FILE} written: ${changed.length} of ${rows.length} rows changed${removed}`);
}

function notMeasured({ problems }: SizesReport, isUpdate: boolean): DrydockError {
  const [first, ...rest] = problems.map(({ contract, error }) => `${contract}: ${error.summary}`);
  const [problem] = problems;
  const written = isUpdate ? '; nothing was written' : '';
  return new DrydockError('sizes-file', `${first ?? ''}${written}`, {
    evidence: rest,
    nextStep:
      problem?.error.code === 'unknown-name'
        ? 'build the images first: npm run drydock -- build'
        : (problem?.error.nextStep ?? 'correct it, and try again'),
  });
}

/** Each image that a contract is for has a row, and no other has. */
function assertWhole({ missing, stale }: SizesReport): void {
  const problems = [
    ...missing.map((image) => `it has no row for ${image}`),
    ...stale.map((image) => `it has a row for ${image}, which no contract is for`),
  ];
  if (problems.length === 0) return;
  throw new DrydockError('sizes-file', 'docker/sizes.json does not fit the contracts', {
    evidence: problems,
    nextStep: 'write it anew, and commit the difference: npm run drydock -- sizes --update',
  });
}

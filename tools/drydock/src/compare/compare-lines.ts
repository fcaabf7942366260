import { megabytes, table } from '../table.ts';
import type { Comparison, Row } from './comparison.ts';
import { OURS } from './variants.ts';

const HEADINGS = ['unpacked', 'transfer', 'layers', 'files', 'cold', 'edit', 'answer', 'memory'];
/** What the figures mean, below each table. */
const LEGEND = [
  'cold: each step of its Dockerfile, with empty cache mounts and packages downloaded anew;',
  'only toolchains and base images are there. edit: after one changed line of source.',
  'answer: from the start of the process to the first 200; 0.1 s of it is spent by the engine.',
  'memory: idle, contents of files left out.',
];
const SINGLE = 'single-stage';

/** A table for each service, for a terminal. */
export function compareLines(comparison: Comparison): string[] {
  const lines = services(comparison).flatMap((service) => {
    const rows = comparison.rows.filter((row) => row.service === service);
    const cells = rows.map((row) => [row.variant, ...cellsOf(row)]);
    return [service, table(['', ...HEADINGS], cells), ...verdicts(rows).map((text) => `  ${text}`), ''];
  });
  return [...lines, ...LEGEND, measuredText(comparison)];
}

/** One table of all services, for a README. */
export function compareMarkdown(comparison: Comparison): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = services(comparison).flatMap((service) => {
    const own = comparison.rows.filter((each) => each.service === service);
    return own.map((each, index) => {
      const name = each.variant === OURS ? '**ours**' : each.variant;
      return row([index === 0 ? `\`${service}\`` : '', name, ...cellsOf(each)]);
    });
  });
  const lines = ['service', 'built', ...HEADINGS];
  const rule = `| --- | --- |${' ---: |'.repeat(HEADINGS.length)}`;
  const notes = services(comparison).flatMap((service) =>
    verdicts(comparison.rows.filter((each) => each.service === service)).map(
      (text) => `- \`${service}\`: ${text}`,
    ),
  );
  return [row(lines), rule, ...rows, '', ...notes, '', ...LEGEND, measuredText(comparison)].join('\n');
}

function services({ rows }: Comparison): string[] {
  return [...new Set(rows.map(({ service }) => service))];
}

function cellsOf(row: Row): string[] {
  return [
    megabytes(row.unpackedBytes),
    megabytes(row.transferBytes),
    String(row.layers),
    row.files.toLocaleString('en-US'),
    seconds(row.coldBuildMs),
    seconds(row.editBuildMs),
    `${Math.round(row.firstAnswerMs).toLocaleString('en-US')} ms`,
    row.idleMemoryBytes === undefined ? '–' : megabytes(row.idleMemoryBytes),
  ];
}

/** What ours is worth against the single stage, in one line; nothing when one of them is not there. */
function verdicts(rows: readonly Row[]): string[] {
  const ours = rows.find(({ variant }) => variant === OURS);
  const single = rows.find(({ variant }) => variant === SINGLE);
  if (!ours || !single) return [];
  const smaller = times(single.unpackedBytes, ours.unpackedBytes);
  const sooner = times(single.editBuildMs, ours.editBuildMs);
  return [`ours against one stage: ${smaller} × smaller, built ${sooner} × sooner after an edit`];
}

function times(more: number, less: number): string {
  return less === 0 ? '–' : (more / less).toFixed(1);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function measuredText({ date, machine, starts, edits }: Comparison): string {
  const counts = `medians of ${starts} ${starts === 1 ? 'start' : 'starts'} and ${edits} ${edits === 1 ? 'edit' : 'edits'}`;
  return `Measured on ${date}, ${counts}, on ${machine}.`;
}

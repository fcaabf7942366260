// Measures how long the three images of the chapter take to read, cold and from the cache, and what memory that
// takes. Each run is a process of its own, as a command is.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measured } from './measure-read.ts';

const RUNS = 5;
const COLD_LIMIT_MS = 3_000;
const WARM_LIMIT_MS = 300;
const PEAK_LIMIT_BYTES = 150_000_000;
const measureRead = join(import.meta.dirname, 'measure-read.ts');

run(undefined); // compiles, and has the engine's files in memory
const runs = { cold: await several('cold'), warm: await several('warm') };

const rows = Object.entries(runs).map(([name, all]) => {
  const inOrder = all.toSorted((a, b) => a.totalMs - b.totalMs);
  const middle = inOrder[Math.floor(inOrder.length / 2)];
  const limit = name === 'cold' ? COLD_LIMIT_MS : WARM_LIMIT_MS;
  const worst = (of: (measured: Timed) => number) => Math.max(...all.map(of));
  return [
    name,
    seconds(middle?.totalMs),
    seconds(worst(({ totalMs }) => totalMs)),
    seconds(limit),
    seconds(middle?.processMs),
    megabytes(worst(({ peakBytes }) => peakBytes)),
    megabytes(PEAK_LIMIT_BYTES),
  ];
});
const [sample] = runs.cold;
console.log(
  `three images, ${megabytes(sample?.unpackedBytes)} unpacked, ${megabytes(sample?.transferBytes)} in`,
);
console.log(
  `transfer, ${sample?.entries} entries; ${RUNS} runs each, the times from openEngine to the contents\n`,
);
print([['cache', 'median', 'worst', 'limit', 'whole process', 'peak memory', 'limit'], ...rows]);
const isSlow =
  runs.cold.some(({ totalMs }) => totalMs > COLD_LIMIT_MS) ||
  runs.warm.some(({ totalMs }) => totalMs > WARM_LIMIT_MS);
const isLarge = [...runs.cold, ...runs.warm].some(({ peakBytes }) => peakBytes > PEAK_LIMIT_BYTES);
if (isSlow || isLarge) process.exitCode = 1;

interface Timed extends Measured {
  readonly totalMs: number;
  /** From the start of Node to its end. */
  readonly processMs: number;
}

async function several(kind: 'cold' | 'warm'): Promise<readonly Timed[]> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-bench-'));
  try {
    if (kind === 'warm') run(folder);
    const all: Timed[] = [];
    for (let index = 0; index < RUNS; index++) {
      all.push(run(folder));
      if (kind === 'cold') await rm(folder, { recursive: true, force: true });
    }
    return all;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(folder: string | undefined): Timed {
  const args = ['--disable-warning=ExperimentalWarning', measureRead, ...(folder ? [folder] : [])];
  const started = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const processMs = performance.now() - started;
  if (status !== 0) throw new Error(stderr);
  const measured = JSON.parse(stdout) as Measured;
  return { ...measured, totalMs: measured.openMs + measured.readMs, processMs };
}

function print(table: readonly (readonly string[])[]): void {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of table)
    console.log(row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
}

function seconds(milliseconds = 0): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function megabytes(bytes = 0): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a test file did besides passing or failing. */
export interface Figures {
  /** Processor time of its process and of the commands it started, in seconds. */
  readonly busySeconds: number;
  /** Builds, of one image or several. */
  readonly builds: number;
  readonly containers: number;
  /** Networks of services that were started together. */
  readonly stacks: number;
}

export const NO_FIGURES: Figures = { busySeconds: 0, builds: 0, containers: 0, stacks: 0 };

/** What record.mjs and set-file.ts have noted in a folder, by test file. */
export function readRecords(folder: string): Map<string, Figures> {
  const path = join(folder, 'records.jsonl');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  const figures = new Map<string, Figures>();
  for (const line of lines) {
    const { file, event, busyMs = 0 }: { file: string; event?: string; busyMs?: number } = JSON.parse(line);
    const before = figures.get(file) ?? NO_FIGURES;
    figures.set(file, {
      busySeconds: before.busySeconds + busyMs / 1_000,
      builds: before.builds + Number(event === 'build'),
      containers: before.containers + Number(event === 'container'),
      stacks: before.stacks + Number(event === 'stack'),
    });
  }
  return figures;
}

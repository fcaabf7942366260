import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { DrydockError, waitForExit } from '@drydock/engine';
import { buildAndReport } from '../build-and-report.ts';
import type { Context } from '../context.ts';
import { useEngine } from '../prepare-build.ts';
import type { Claim } from './find-claims.ts';
import { type ProvenClaim, provenClaim } from './proven-claim.ts';
import type { FileReport } from './report.ts';

const LAST_LINES = 20;

/** Builds the images that the claims are about, and runs the tests of each claim; `onProven` is told of one at a time. */
export async function proveClaims(
  context: Context,
  claims: readonly Claim[],
  onProven: (proven: ProvenClaim) => void,
): Promise<readonly ProvenClaim[]> {
  const engine = await useEngine(context);
  await buildAndReport(context, engine, {});
  const proven = new Map<number, ProvenClaim>();
  const prove = (claim: Claim, report?: FileReport) => {
    const one = provenClaim(claim, report);
    proven.set(claim.number, one);
    onProven(one);
  };
  const showHowFar = () => context.progress.step(`proving: ${proven.size} of ${claims.length} claims`);
  showHowFar();
  const output = await runTests(context, claims, (report) => {
    const claim = claims.find(({ file }) => file === report.file);
    if (claim === undefined) return;
    prove(claim, report);
    showHowFar();
  });
  if (context.signal.aborted) throw new DrydockError('cancelled', 'proving the claims was interrupted');
  if (proven.size === 0)
    throw new DrydockError('command-failed', 'the tests of the claims did not run', {
      evidence: output.slice(-LAST_LINES),
    });
  for (const claim of claims) if (!proven.has(claim.number)) prove(claim);
  return claims.flatMap(({ number }) => proven.get(number) ?? []);
}

/** Gives the lines that Vitest printed. */
async function runTests(
  { root, env, signal }: Context,
  claims: readonly Claim[],
  onReport: (report: FileReport) => void,
): Promise<string[]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const config = join(import.meta.dirname, 'vitest.config.ts');
  const files = claims.map(({ file }) => file);
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...files], {
    cwd: root,
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, stdout, stderr, reports] = child.stdio;
  const output: string[] = [];
  eachLine(stdout, (line) => output.push(line));
  eachLine(stderr, (line) => output.push(line));
  eachLine(reports, (line) => onReport(JSON.parse(line) as FileReport));
  await waitForExit(child, { signal });
  return output;
}

function eachLine(stream: Readable | Writable | null | undefined, onLine: (line: string) => void): void {
  createInterface({ input: stream as Readable }).on('line', onLine);
}

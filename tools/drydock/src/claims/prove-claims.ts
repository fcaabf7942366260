import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DrydockError, ownFolder, waitForExit } from '@drydock/engine';
import { buildAndReport } from '../build-and-report.ts';
import type { Context } from '../context.ts';
import { useEngine } from '../prepare-build.ts';
import type { Claim } from './find-claims.ts';
import { type ProvenClaim, readProofs } from './read-proofs.ts';

const LAST_LINES = 20;

/** Builds the images that the claims are about, and runs the tests of each claim. */
export async function proveClaims(
  context: Context,
  claims: readonly Claim[],
): Promise<readonly ProvenClaim[]> {
  const engine = await useEngine(context);
  await buildAndReport(context, engine, {});
  await using folder = await ownFolder('claims');
  const report = join(folder.path, 'report.json');
  const output = await runTests(context, claims, report);
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (context.signal.aborted) throw new DrydockError('cancelled', 'proving the claims was interrupted');
  if (text === undefined)
    throw new DrydockError('command-failed', 'the tests of the claims did not run', {
      evidence: output.slice(-LAST_LINES),
    });
  return readProofs(claims, text);
}

async function runTests(context: Context, claims: readonly Claim[], report: string): Promise<string[]> {
  const { root, env, signal, progress } = context;
  const files = claims.map(({ file }) => file.replace(/^test\//, ''));
  const options = [
    '--root',
    'test',
    '--config',
    '../vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
  ];
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const child = spawn(
    process.execPath,
    [vitest, 'run', ...options, `--outputFile.json=${report}`, ...files],
    {
      cwd: root,
      env: { ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output: string[] = [];
  let proven = 0;
  progress.step(`proving: 0 of ${claims.length} claims`);
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      output.push(line);
      if (/^ . chapter\/\d\d-/.test(line)) progress.update(`proving: ${++proven} of ${claims.length} claims`);
    });
  await waitForExit(child, { signal });
  return output;
}

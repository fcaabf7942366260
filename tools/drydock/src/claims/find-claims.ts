import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '@drydock/engine';

const FOLDER = 'test/chapter';

export interface Claim {
  readonly number: number;
  readonly sentence: string;
  /** Relative to the repository. */
  readonly file: string;
}

/** The claims that are asked for by number, or all, in the order of the chapter. A claim is the first line of its test. */
export async function findClaims(root: string, numbers: readonly string[]): Promise<readonly Claim[]> {
  const names = (await readdir(join(root, FOLDER))).filter((name) => /^\d\d-.*\.test\.ts$/.test(name));
  const all = await Promise.all(names.sort().map((name) => readClaim(root, `${FOLDER}/${name}`)));
  if (numbers.length === 0) return all;
  for (const number of numbers)
    if (!all.some((claim) => String(claim.number) === number)) throw unknown(number, all);
  return all.filter((claim) => numbers.includes(String(claim.number)));
}

async function readClaim(root: string, file: string): Promise<Claim> {
  const [first = ''] = (await readFile(join(root, file), 'utf8')).split('\n');
  return { number: Number(/(\d\d)-/.exec(file)?.[1]), sentence: first.replace(/^\/\/ /, ''), file };
}

function unknown(number: string, all: readonly Claim[]): DrydockError {
  const numbers = all.map((claim) => claim.number).join(', ');
  return new DrydockError('unknown-name', `there is no claim "${number}"; there are ${numbers}`, {
    nextStep: 'see what they say: npm run drydock -- claims --list',
  });
}

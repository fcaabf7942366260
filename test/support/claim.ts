import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';

/** Go compiles for one build after the other, and other suites may be building. */
const TIMEOUT_MS = 400_000;

/** A control: a case in which the statement must not hold, and what the check then says. */
interface Control<Case> {
  readonly of: Case;
  /** In the message of the failed expectation. */
  readonly red: RegExp;
}

export interface Statement<Case> {
  /** Fails, by an expectation, where the statement does not hold. */
  readonly check: (of: Case) => Promise<void>;
  /** Where it must hold, by names that go on from the statement: `in access-log`. */
  readonly holds: Readonly<Record<string, Case>>;
  /** Where it must not: a check that is green there too would notice nothing. */
  readonly control: Readonly<Record<string, Control<Case>>>;
  /** Its cases run side by side. Default: as those of the claim. */
  readonly concurrent?: boolean;
}

/**
 * `npm test` runs one case of each claim and one control: those that stand first in its first statement. All others
 * are thorough. `npm run test:all` and `drydock claims` run every case.
 */
let isRepresented = false;

/**
 * A claim of the chapter: the sentence that its file begins with. `file` is the test's own. Its cases run one after the
 * other; with `claim.concurrent` side by side, which they may when none changes what another one uses.
 */
export const claim = Object.assign(claimOf({}), { concurrent: claimOf({ concurrent: true }) });

function claimOf(options: { readonly concurrent?: boolean }) {
  return (file: string, statements: () => void): void => {
    isRepresented = false;
    describe(sentenceOf(file), { timeout: TIMEOUT_MS, ...options }, statements);
  };
}

/** A part of a claim, shown where it holds and, by the same check, where it does not. */
export function statement<Case>(title: string, { check, holds, control, ...options }: Statement<Case>): void {
  const isFirst = !isRepresented;
  isRepresented = true;
  const tierOf = (index: number) => (isFirst && index === 0 ? {} : { tags: ['thorough'] });
  describe(title, options, () => {
    for (const [index, [name, of]] of Object.entries(holds).entries())
      test(name, tierOf(index), () => check(of));
    for (const [index, [name, { of, red }]] of Object.entries(control).entries())
      test(`control: ${name}`, tierOf(index), async () => expectRed(await failureOf(check(of)), red));
  });
}

function sentenceOf(file: string): string {
  const [first = ''] = readFileSync(file, 'utf8').split('\n');
  if (!/^\/\/ .+\.$/.test(first)) throw new Error(`${file} begins with no sentence`);
  return first.slice('// '.length);
}

/** What a check fails with. When it does not fail, that is the failure, and `complaint` says what it means. */
export async function failureOf(
  checked: Promise<void>,
  complaint = 'the check is green where the statement does not hold, so it proves nothing anywhere',
): Promise<unknown> {
  try {
    await checked;
  } catch (error) {
    return error;
  }
  throw new Error(complaint);
}

/** Only an expectation can be red: a build or a container that cannot be had says nothing about the claim. */
function expectRed(error: unknown, red: RegExp): void {
  if (!(error instanceof Error) || error.name !== 'AssertionError') throw error;
  if (!red.test(error.message)) throw new Error(`the check is red for another reason: ${error.message}`);
}

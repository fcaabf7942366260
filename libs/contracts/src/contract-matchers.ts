import { DrydockError } from '@drydock/engine';
import type { ImageContents } from '@drydock/layers';
import type {} from 'vitest'; // makes it known below
import type { ClassName } from './classes/class-name.ts';
import type { AbsenceInput, ContractInput, FileInput, PathGlob, SizeInput } from './contract-input.ts';
import { defineContract } from './define-contract.ts';
import { evaluate } from './evaluate.ts';
import type { Evidence } from './evidence.ts';
import { formatReport, formatVerdict } from './messages/format-verdict.ts';
import type { Contract } from './schema/contract-schema.ts';
import type { Verdict } from './verdict.ts';

/** What Vitest is told. */
interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

type Subject = ImageContents | Evidence;

/**
 * Matchers for Vitest: `expect.extend(contractMatchers)`, once. All are asynchronous, so `await` them. They take an
 * image, or an image with more evidence. What cannot be checked fails, also behind `.not`.
 */
export const contractMatchers = {
  toKeepContract: (subject: Subject, contract: Contract) => match(subject, contract),
  toHoldNo: (
    subject: Subject,
    what: ClassName | PathGlob,
    options: Pick<AbsenceInput, 'except' | 'because'> = {},
  ) => matchPart(subject, { absent: [{ ...named(what), ...options }] }),
  toWeighAtMost: (subject: Subject, size: SizeInput) => matchPart(subject, { size }),
  toHaveFile: (subject: Subject, path: string, file: FileInput = {}) =>
    matchPart(subject, { files: { [path]: file } }),
} as const;

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> {
    /** Every clause is kept. Lists all that are not. */
    readonly toKeepContract: (contract: Contract) => Promise<void>;
    /** Nothing of a class is in the image, or nothing at a glob. */
    readonly toHoldNo: (
      what: ClassName | PathGlob,
      options?: Pick<AbsenceInput, 'except' | 'because'>,
    ) => Promise<void>;
    /** Sizes as in a contract: `{ unpacked: '9.0 MB' }`. */
    readonly toWeighAtMost: (size: SizeInput) => Promise<void>;
    /** A file is there, and is what the second argument says. */
    readonly toHaveFile: (path: string, file?: FileInput) => Promise<void>;
  }
}

function named(what: string): Pick<AbsenceInput, 'class' | 'files'> {
  return /[/*]/.test(what) ? { files: what as PathGlob } : { class: what as ClassName };
}

async function matchPart(subject: Subject, part: Omit<ContractInput, 'image'>): Promise<MatcherResult> {
  return match(subject, defineContract({ image: evidenceOf(subject).image.ref, ...part }));
}

async function match(subject: Subject, contract: Contract): Promise<MatcherResult> {
  const verdicts = await evaluate(contract, evidenceOf(subject));
  const broken = verdicts.filter(({ status }) => status === 'broken');
  const unchecked = verdicts.filter(({ status }) => status === 'error');
  if (broken.length === 0 && unchecked.length > 0) throw couldNotCheck(unchecked);
  const message = () =>
    broken.length === 0 ? formatReport(verdicts) : formatReport([...unchecked, ...broken]);
  return { pass: broken.length === 0, message };
}

/** Thrown, and not returned: an unknown is no pass behind `.not` either. */
function couldNotCheck(verdicts: readonly Verdict[]): DrydockError {
  const [first, ...rest] = verdicts.map(formatVerdict);
  return new DrydockError('contract-unchecked', first ?? '', { evidence: rest });
}

function evidenceOf(subject: Subject): Evidence {
  return 'image' in subject ? subject : { image: subject };
}

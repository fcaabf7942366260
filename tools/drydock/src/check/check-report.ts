import type { Verdict, VerdictStatus } from '@drydock/contracts';
import type { ContractProblem } from './find-contracts.ts';

/** `not-asked`: behaviour, when nothing was to be run. */
export type ClauseStatus = VerdictStatus | 'not-asked';

export interface ClauseResult extends Omit<Verdict, 'status'> {
  readonly status: ClauseStatus;
}

/** What became of one contract. */
export interface ContractResult {
  readonly image: string;
  /** Its file, as people know it, and absolute. */
  readonly contract: string;
  readonly path: string;
  readonly unpackedBytes: number;
  readonly transferBytes: number;
  readonly clauses: readonly ClauseResult[];
}

export interface CheckReport {
  readonly results: readonly ContractResult[];
  readonly problems: readonly ContractProblem[];
}

export type ClauseCounts = Readonly<Record<ClauseStatus | 'all', number>>;

export function countClauses(results: readonly Pick<ContractResult, 'clauses'>[]): ClauseCounts {
  const clauses = results.flatMap((one) => one.clauses);
  const count = (status: ClauseStatus) => clauses.filter((one) => one.status === status).length;
  return {
    all: clauses.length,
    kept: count('kept'),
    broken: count('broken'),
    error: count('error'),
    'not-asked': count('not-asked'),
  };
}

/** What `--json` prints. */
export function reportJson({ results, problems }: CheckReport): string {
  const { error, 'not-asked': notAsked, ...counts } = countClauses(results);
  const json = {
    counts: { ...counts, unchecked: error, notAsked },
    images: results.map(({ path: _, ...result }) => result),
    problems: problems.map(({ contract, error: { code, summary, evidence, nextStep } }) => {
      return { contract, code, message: summary, evidence, nextStep };
    }),
  };
  return JSON.stringify(json, null, 2);
}

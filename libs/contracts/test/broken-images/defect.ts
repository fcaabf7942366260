import type { ContractInput } from '../../src/index.ts';

/** One thing that is wrong with an otherwise clean image, and the clause that has to say so. */
export interface Defect {
  /** What is wrong, as a sentence's end: `a shell`. */
  readonly name: string;
  readonly clause: string;
  /** What the message has to name. */
  readonly says: string | RegExp;
  /** Shell lines, run at the root of the tree that becomes the image. */
  readonly change?: string;
  /** Instructions at the end of the Dockerfile. */
  readonly lines?: string;
  /** What it is built FROM: `floor`, unless there is only something to add to `clean`. */
  readonly from?: string;
  /** What its contract takes for its base. Default: `floor`. */
  readonly base?: string;
  /** Of which image the baseline is. Default: its own. */
  readonly baseline?: string;
  readonly platform?: string;
  /** What is promised beyond the strict contract, or instead. */
  readonly contract?: (strict: ContractInput) => ContractInput;
  /** Clauses that nobody can check any more because of it. */
  readonly unchecked?: readonly string[];
}

/** Name of the stage and tag. */
export function stageOf({ name }: Pick<Defect, 'name'>): string {
  return `is-${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '')}`;
}

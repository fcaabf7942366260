import type { Needle } from '../needle-search.ts';
import type { ExcerptAt } from './excerpts.ts';

/** What is called a secret, and what is not. */
export interface SecretKind {
  /** The `kind` of what it finds. */
  readonly kind: string;
  /** What it finds, and what it takes for harmless. */
  readonly finds: string;
  /** Of the shape that is found. None of them is valid anywhere. */
  readonly example: string;
}

/** How one kind of secret is recognised. */
export interface SecretRule extends SecretKind {
  /** What such a secret begins with. */
  readonly needles: readonly Needle[];
  readonly excerptAt: ExcerptAt;
}

import type { ImageView } from './image-view.ts';
import type { Outcome } from './verdict.ts';

/** One promise, and how to find out whether it is kept. */
export interface Clause {
  readonly id: string;
  readonly title: string;
  readonly check: (view: ImageView) => Outcome | Promise<Outcome>;
}

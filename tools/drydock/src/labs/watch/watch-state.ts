import type { Lab, Result, TaskHints } from '@drydock/labs';
import type { Learner } from '../learner.ts';
import type { Solution } from '../solution-lines.ts';

/** What stands between the head and the keys. */
type Page = 'work' | 'brief' | 'list' | 'solution';

/** All that the screen shows. */
export interface WatchState {
  readonly learner: Learner;
  readonly lab: Lab;
  /** Of the last check that came to an end, and when that was. */
  readonly last: { readonly result: Result; readonly at: Date } | undefined;
  /** What is being done, when something is. */
  readonly doing: string | undefined;
  readonly hint:
    | { readonly task: string; readonly hints: TaskHints | undefined; readonly shown: number }
    | undefined;
  readonly page: Page;
  /** Of the page of that name: README.md of the lab. */
  readonly brief: string;
  readonly solution: Solution | undefined;
  /** A question that the next key answers. */
  readonly asks: 'reset' | 'skip' | undefined;
  readonly notice: string | undefined;
  /** Why saves may go unnoticed. */
  readonly trouble: string | undefined;
  /** First line of the page that is shown. */
  readonly offset: number;
}

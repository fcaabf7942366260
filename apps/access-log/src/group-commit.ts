/** Thrown when as many items are waiting as may wait. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

type Waiting<Item, Result> = {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

export type GroupCommit<Item, Result> = {
  /** Settles once the commit that holds the item is over, with its result or its error. */
  readonly add: (item: Item) => Promise<Result>;
  readonly waiting: () => number;
};

/** Longer than it takes to read what a hundred clients have sent. */
const GATHER_MS = 10;

/**
 * Gathers what arrives and commits it at once: waiting for the disk is what a commit costs, and it
 * costs the same for one item and for a hundred. It goes on gathering as long as each turn of the
 * event loop brings more, and for `gatherMs` at most.
 */
export function groupCommit<Item, Result>(options: {
  commit: (items: readonly Item[]) => readonly Result[];
  maxWaiting: number;
  gatherMs?: number;
}): GroupCommit<Item, Result> {
  const { gatherMs = GATHER_MS } = options;
  let waiting: Waiting<Item, Result>[] = [];

  function gather(since: number, seen: number): void {
    setImmediate(() => {
      const isMore = waiting.length > seen && waiting.length < options.maxWaiting;
      if (isMore && performance.now() - since < gatherMs) gather(since, waiting.length);
      else commitAll();
    });
  }

  function commitAll(): void {
    const batch = waiting;
    waiting = [];
    try {
      const results = options.commit(batch.map(({ item }) => item));
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= options.maxWaiting) {
          reject(new QueueFullError(`${waiting.length} entries are waiting to be written, try again later`));
          return;
        }
        if (waiting.length === 0) gather(performance.now(), 0);
        waiting.push({ item, resolve, reject });
      }),
    waiting: () => waiting.length,
  };
}

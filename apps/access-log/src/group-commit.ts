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

/**
 * Gathers what arrives in one turn of the event loop and commits it at once: waiting for the
 * disk is what a commit costs, and it costs the same for one item and for a hundred.
 */
export function groupCommit<Item, Result>(options: {
  commit: (items: readonly Item[]) => readonly Result[];
  maxWaiting: number;
}): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];

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
        if (waiting.length === 0) setImmediate(commitAll);
        waiting.push({ item, resolve, reject });
      }),
    waiting: () => waiting.length,
  };
}

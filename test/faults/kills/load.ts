import { until } from '../../support/until.ts';

/** Clients at work, several at a time, until they are stopped. */
export interface Load extends AsyncDisposable {
  readonly sent: ReadonlySet<string>;
  readonly acknowledged: ReadonlySet<string>;
  /** What must not be, in words. */
  readonly wrong: readonly string[];
  /** Waits until so many have been acknowledged since. */
  readonly untilMore: (count: number) => Promise<void>;
  /** Lets each client finish what it is at. */
  readonly stop: () => Promise<void>;
}

export interface Notes {
  readonly sent: Set<string>;
  readonly acknowledged: Set<string>;
  readonly wrong: string[];
  readonly isOver: () => boolean;
}

/** Starts so many clients. Each is a function that goes on until it is over. */
export function startLoad(clients: number, client: (number: number, notes: Notes) => Promise<void>): Load {
  let isOver = false;
  const notes: Notes = { sent: new Set(), acknowledged: new Set(), wrong: [], isOver: () => isOver };
  const running = Promise.all(Array.from({ length: clients }, (_, number) => client(number, notes)));
  running.catch(() => undefined); // it is told to whoever stops them
  const stop = async () => {
    isOver = true;
    await running;
  };
  return {
    ...notes,
    stop,
    untilMore: (count) => {
      const wanted = notes.acknowledged.size + count;
      return until(`${count} more acknowledged`, () => notes.acknowledged.size >= wanted);
    },
    [Symbol.asyncDispose]: stop,
  };
}

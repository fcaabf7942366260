/** Most of a check is waiting for the engine: others may wait meanwhile. More of them would be in each other's way. */
const AT_ONCE = 3;

/** Answers in the order of the looks; the next ones are at work by the time they are asked for. */
export interface LookedAhead<T> extends AsyncDisposable {
  /** To be asked in order, from 0 on. */
  readonly next: (index: number) => Promise<T>;
}

/** Disposing of it breaks off what nobody asked for, by `abort`, and waits for its end. */
export function lookAhead<T>(looks: readonly (() => Promise<T>)[], abort: () => void): LookedAhead<T> {
  const begun: Promise<T>[] = [];
  return {
    next: async (index) => {
      for (const look of looks.slice(begun.length, index + AT_ONCE)) {
        const answer = look();
        answer.catch(() => undefined); // told to whom it is next for
        begun.push(answer);
      }
      const asked = begun[index];
      if (!asked) throw new RangeError(`there is no look ${index}`);
      return await asked;
    },
    [Symbol.asyncDispose]: async () => {
      abort();
      await Promise.allSettled(begun);
    },
  };
}

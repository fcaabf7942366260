/** Most of a check is waiting for the engine: another one may wait meanwhile. More of them would be in each other's way. */
const AT_ONCE = 2;

export interface Look<T> {
  readonly look: () => Promise<T>;
  /** Begins when all before it are done, and is done before the next one begins. */
  readonly isAlone?: boolean | undefined;
}

/** Answers in the order of the looks; the next ones are at work by the time they are asked for. */
export interface LookedAhead<T> extends AsyncDisposable {
  /** To be asked in order, from 0 on. */
  readonly next: (index: number) => Promise<T>;
}

/** Disposing of it breaks off what nobody asked for, by `abort`, and waits for its end. */
export function lookAhead<T>(looks: readonly Look<T>[], abort: () => void): LookedAhead<T> {
  const begun: Promise<T>[] = [];
  const mayBegin = (at: number, asked: number) => {
    if (at === asked) return true;
    const isShared = looks.slice(asked, at + 1).every(({ isAlone }) => !isAlone);
    return at < looks.length && at < asked + AT_ONCE && isShared;
  };
  return {
    next: async (index) => {
      while (mayBegin(begun.length, index)) {
        const one = looks[begun.length];
        if (!one) break;
        const answer = one.look();
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

/** Runs work again and again, once at a time. */
export interface Repeater {
  /** Runs it now. One that is running is broken off: what it looks at is out of date. */
  readonly request: () => void;
  /** Breaks off what is running, and waits for its end. Nothing runs from then on. */
  readonly stop: () => Promise<void>;
}

export function createRepeater(
  work: (signal: AbortSignal) => Promise<void>,
  onBug: (error: unknown) => void,
): Repeater {
  let running: { readonly end: Promise<void>; readonly abort: AbortController } | undefined;
  let isWanted = false;
  let isStopped = false;
  const run = async (abort: AbortController) => {
    try {
      await work(abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) onBug(error);
    }
    running = undefined;
    if (isWanted) request();
  };
  const request = () => {
    isWanted = !isStopped;
    if (running) return running.abort.abort();
    if (isStopped) return;
    isWanted = false;
    const abort = new AbortController();
    running = { abort, end: run(abort) };
  };
  return {
    request,
    stop: async () => {
      isStopped = true;
      isWanted = false;
      running?.abort.abort();
      await running?.end;
    },
  };
}

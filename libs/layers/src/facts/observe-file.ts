import type { FileObserver, ObservedFile, ObserverFactory } from './file-observer.ts';

/** Raised whenever an observer comes to say something else of a file: what is cached is then read again. */
export const FACTS_VERSION = 1;

/** Everything that looks at the content of files. */
export const OBSERVERS: readonly ObserverFactory[] = [];

/** One observer for all that take an interest in a file; nothing when none does. */
export function observeFile(file: ObservedFile): FileObserver | undefined {
  const observers = OBSERVERS.map((observe) => observe(file)).filter((observer) => observer !== undefined);
  if (observers.length === 0) return undefined;
  return {
    write: (chunk) => {
      for (const observer of observers) observer.write(chunk);
    },
    end: () => Object.assign({}, ...observers.map((observer) => observer.end())),
  };
}

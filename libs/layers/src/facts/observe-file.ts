import type { FileFacts } from '../image-contents.ts';
import { certificateScanner } from './certificates.ts';
import { contentObserver } from './content-scan.ts';
import { observeElf } from './elf.ts';
import type { FileObserver, ObservedFile, ObserverFactory } from './file-observer.ts';
import { hostScanner } from './hosts.ts';
import { goScanner } from './packages/go.ts';
import { observePackages } from './packages/observe-packages.ts';
import { observeScript } from './script.ts';
import { observeBinaryKey } from './secrets/binary-key.ts';
import {
  observeSettings,
  observeWideText,
  secretScanner,
  withoutRepetition,
} from './secrets/find-secrets.ts';

/** Raised whenever an observer comes to say something else of a file: what is cached is then read again. */
export const FACTS_VERSION = 7;

/** Everything that looks at the content of files. */
const OBSERVERS: readonly ObserverFactory[] = [
  observeElf,
  observeScript,
  observeSettings,
  observeWideText,
  observeBinaryKey,
  observePackages,
  contentObserver([certificateScanner, secretScanner, hostScanner, goScanner]),
];

/** One observer for all that take an interest in a file; nothing when none does. */
export function observeFile(file: ObservedFile): FileObserver | undefined {
  const observers = OBSERVERS.map((observe) => observe(file)).filter((observer) => observer !== undefined);
  if (observers.length === 0) return undefined;
  return {
    write: (chunk) => {
      for (const observer of observers) observer.write(chunk);
    },
    end: () => merge(observers.map((observer) => observer.end())),
  };
}

function merge(facts: readonly Partial<FileFacts>[]): Partial<FileFacts> {
  const secrets = withoutRepetition(facts.flatMap((one) => one.secrets ?? []));
  const packages = facts.flatMap((one) => one.packages ?? []);
  return {
    ...Object.assign({}, ...facts),
    ...(secrets.length > 0 && { secrets }),
    ...(packages.length > 0 && { packages }),
  };
}

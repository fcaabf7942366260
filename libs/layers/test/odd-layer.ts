import { makeTar, type TarPart } from './make-tar.ts';
import { ODD_CONTENTS } from './odd-contents.ts';
import { ODD_NAMES } from './odd-names.ts';

/** Something odd that a layer may hold, and what a container has for it: `<mode> <owner> <size> <path>[ -> target]`. */
export interface Oddity {
  readonly what: string;
  readonly parts: readonly TarPart[];
  readonly seen: readonly string[];
  /** Engines refuse to unpack it; other programs do. */
  readonly isRefused?: boolean;
}

export const ODDITIES: readonly Oddity[] = [...ODD_NAMES, ...ODD_CONTENTS];

/** A layer with these, and files for the layer above to remove. */
export const oddLayer = (oddities: readonly Oddity[]) =>
  makeTar([
    { name: 'gone/', flag: '5', mode: 0o755 },
    { name: 'gone/deep', content: 'x' },
    { name: 'emptied/', flag: '5', mode: 0o755 },
    { name: 'emptied/old', content: 'x' },
    { name: 'removed', content: 'x' },
    { name: 'below', flag: '2', link: 'emptied', mode: 0o777 },
    ...oddities.flatMap(({ parts }) => parts),
  ]);

/** Removes what the layer below has. */
export const REMOVING_LAYER = makeTar([
  { name: 'emptied/', flag: '5', mode: 0o755 },
  { name: 'emptied/new', content: 'x' },
  { name: 'emptied/.wh..wh..opq' },
  { name: '.wh.gone' },
  { name: '.wh.removed' },
  { name: 'removed', content: 'anew' },
  { name: 'below/file', content: 'x' },
]);

export const AFTER_REMOVAL = [
  'drwxr-xr-x 0/0 0 below',
  '-rw-r--r-- 0/0 1 below/file',
  'drwxr-xr-x 0/0 0 emptied',
  '-rw-r--r-- 0/0 1 emptied/new',
  '-rw-r--r-- 0/0 4 removed',
];

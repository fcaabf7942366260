import type { HiddenFile } from '@drydock/layers';
import type { Evidence } from '../evidence.ts';
import type { ImageView } from '../image-view.ts';
import type { ClassName } from './class-name.ts';

/** A kind of thing that has no business in a final image, and how it is recognised in any image. */
export interface AbsenceClass {
  readonly name: ClassName;
  /** What it is and why it should not be there, for the documentation. */
  readonly sentence: string;
  /** Names of programs, as globs: an executable file or a link of this name, in any folder, or a link to one. */
  readonly programs?: readonly string[];
  /** Globs. Files and links count, folders do not. */
  readonly files?: readonly string[];
  /** Globs of what `files` and `programs` do not mean. */
  readonly spared?: readonly string[];
  readonly rules?: readonly SightingRule[];
  /** What a later layer hides counts too: it travels with the image, and whoever has that can read it. */
  readonly inEveryLayer?: true;
  /** In words what must be known beyond the image, when it is not there. */
  readonly lacks?: (evidence: Evidence) => string | undefined;
}

/** What a name does not tell. */
export interface SightingRule {
  /** For the documentation. */
  readonly finds: string;
  readonly find: (view: ImageView) => readonly Sighting[];
}

/** Between several that one file has. */
export const BETWEEN_SIGHTS = '; ';

/** One thing of a class that was found. */
export interface Sighting {
  /** With a slash in front. Absent when it is in the configuration or the history. */
  readonly path?: string | undefined;
  /** What is seen there: `links to /usr/bin/dash`, `mode 4755`. */
  readonly what?: string | undefined;
  /** Where it is, when no container can see it. */
  readonly hidden?: Pick<HiddenFile, 'layer' | 'lostIn' | 'how'> | undefined;
}

/** One rule for what is seen at a file by itself. `see` gives what to say about it, or nothing. */
export function eachFile(
  finds: string,
  see: (file: ImageView['entries'][number], view: ImageView) => string | undefined,
): SightingRule {
  return {
    finds,
    find: (view) =>
      view.entries.flatMap((file) => {
        const what = see(file, view);
        return what === undefined ? [] : [{ path: `/${file.path}`, what }];
      }),
  };
}

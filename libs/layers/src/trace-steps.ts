import type { ImageContents } from './image-contents.ts';
import type { SourceStep } from './source-step.ts';
import { align } from './trace/align.ts';
import { type HistoryLine, historyLine } from './trace/history-line.ts';
import { isSameInstruction } from './trace/same-instruction.ts';

/** What made a part of an image: an entry of its history, and the instruction that stands behind it. */
export interface TracedStep<Source extends SourceStep = SourceStep> {
  /** As the image's history has it. Empty for a layer that the history does not know of. */
  readonly createdBy: string;
  /** In capitals. Empty when neither history nor Dockerfile tells. */
  readonly keyword: string;
  /** On one line: as the Dockerfile has it, else as the history does. */
  readonly text: string;
  /** Index of its layer. Absent when it changed no file. */
  readonly layer?: number | undefined;
  /** Absent when no instruction that was handed in can have made it. */
  readonly source?: Source | undefined;
  /** It belongs to an image that this one is built FROM. False when nobody knows. */
  readonly isBase: boolean;
}

/** A pair that made a layer counts for more than any number of others that repeat themselves, such as USER. */
const LAYER_WORTH = 100;

/**
 * What an image was made by, oldest first: an entry for each of its history, and for each layer that its history
 * does not know of. `sources`, lowest first, are compared with it by what they say. A Dockerfile that was changed
 * since then leaves entries without a source, and attributes none to the wrong one.
 */
export function traceSteps<Source extends SourceStep>(
  image: Pick<ImageContents, 'history' | 'layers'>,
  sources: readonly Source[] = [],
): TracedStep<Source>[] {
  const entries = entriesOf(image);
  const pairs = align(entries, sources, (entry, source) => {
    if (!isSameInstruction(entry.line, source)) return 0;
    return entry.layer === undefined ? 1 : LAYER_WORTH;
  });
  const ownFrom = firstOwn(pairs, sources);
  return entries.map(({ createdBy, line, layer }, index) => {
    const source = sources[pairs[index] ?? -1];
    return {
      createdBy,
      keyword: source?.keyword ?? line.keyword,
      text: source?.text ?? `${line.keyword} ${line.rest}`.replaceAll(/\s+/g, ' ').trim(),
      ...(layer !== undefined && { layer }),
      ...(source && { source }),
      isBase: source ? source.isBase : index < ownFrom,
    };
  });
}

interface Entry {
  readonly createdBy: string;
  readonly line: HistoryLine;
  readonly layer: number | undefined;
}

function entriesOf({ history, layers }: Pick<ImageContents, 'history' | 'layers'>): Entry[] {
  const withLayer = history.filter(({ hasLayer }) => hasLayer).length;
  // An image that was imported, or put together by hand, tells less than it has. What is newest is told.
  const untold = Math.max(0, layers.length - withLayer);
  const line = { keyword: '', rest: '' };
  const entries: Entry[] = Array.from({ length: untold }, (_, layer) => ({ createdBy: '', line, layer }));
  let layer = layers.length - withLayer;
  for (const { createdBy, hasLayer } of history) {
    const own = hasLayer ? layer++ : -1;
    entries.push({ createdBy, line: historyLine(createdBy), layer: own < 0 ? undefined : own });
  }
  return entries;
}

/**
 * From which entry on an image is no more what it is built FROM. The history goes on where that one's ends, so all
 * before the first own instruction is the base's, unless own instructions before it went without a pair.
 */
function firstOwn(pairs: readonly (number | undefined)[], sources: readonly SourceStep[]): number {
  const firstOwnSource = sources.findIndex(({ isBase }) => !isBase);
  const firstPair = pairs.findIndex((pair) => pair !== undefined && !sources[pair]?.isBase);
  const lastBase = pairs.findLastIndex((pair) => pair !== undefined && sources[pair]?.isBase);
  if (firstPair < 0 || firstOwnSource < 0) return lastBase + 1;
  const missed = (pairs[firstPair] ?? 0) - firstOwnSource;
  return Math.max(lastBase + 1, firstPair - missed);
}

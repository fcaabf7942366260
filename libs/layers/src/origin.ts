import { posix } from 'node:path';
import { effectiveFiles } from './effective-files.ts';
import type { ImageContents, LayerEntry } from './image-contents.ts';
import { type ImagePackage, type PackageIndex, packageIndex } from './packages-of.ts';
import type { SourceStep } from './source-step.ts';
import type { TracedStep } from './trace-steps.ts';

/** Where a file of an image comes from. */
export interface FileOrigin<Source extends SourceStep = SourceStep> {
  readonly path: string;
  /** False when a later layer removed it: the rest then tells of its last version. */
  readonly isPresent: boolean;
  /** Index of the layer that brought it as it is. */
  readonly layer: number;
  /** Absent for a folder that no layer holds, only what is in it. */
  readonly entry?: LayerEntry | undefined;
  readonly step?: TracedStep<Source> | undefined;
  readonly copiedFrom?: CopiedFrom | undefined;
  readonly package?: ImagePackage | undefined;
  /** What other layers have at the same path, lowest first: what was replaced, and what removed it. */
  readonly others: readonly OtherVersion<Source>[];
}

export interface CopiedFrom {
  /** A stage or an image. Absent when it was the build context. */
  readonly from?: string | undefined;
  /** Absent when it could be one of several. */
  readonly path?: string | undefined;
}

export interface OtherVersion<Source extends SourceStep = SourceStep> {
  readonly layer: number;
  readonly entry: LayerEntry;
  readonly step?: TracedStep<Source> | undefined;
}

export interface OriginOptions<Source extends SourceStep> {
  /** Of `traceSteps`. */
  readonly steps: readonly TracedStep<Source>[];
  /** Found out when it is not handed in, which takes long for one path of many. */
  readonly packages?: PackageIndex;
}

/** `path` without a slash in front, links on the way already followed. Nothing when no layer has it. */
export function originOf<Source extends SourceStep>(
  image: Pick<ImageContents, 'layers'>,
  path: string,
  { steps, packages = packageIndex(image) }: OriginOptions<Source>,
): FileOrigin<Source> | undefined {
  const stepOf = (layer: number) => steps.find((step) => step.layer === layer);
  const present = effectiveFiles(image).get(path);
  const versions = image.layers.flatMap(({ entries }, layer) =>
    entries.filter((entry) => entry.path === path).map((entry) => ({ layer, entry, step: stepOf(layer) })),
  );
  const last = versions.findLast(({ entry }) => entry.type !== 'whiteout' && entry.type !== 'opaque');
  const layer = present?.layer ?? last?.layer;
  if (layer === undefined) return undefined;
  const step = stepOf(layer);
  const own = versions.findLast((version) => version.layer === layer && version.entry.type !== 'whiteout');
  return {
    path,
    isPresent: present !== undefined,
    layer,
    entry: own?.entry,
    step,
    copiedFrom: step?.source && copiedFrom(step.source, path),
    package: packages.of(path),
    others: versions.filter((version) => version !== own),
  };
}

/** What a COPY or ADD took a file from, as far as the instruction alone can tell. */
function copiedFrom({ from, sources, destination }: SourceStep, path: string): CopiedFrom | undefined {
  if (!sources || destination === undefined) return undefined;
  const there = `/${path}`;
  const target = destination.replace(/(?<=.)\/$/, '');
  const below = posix.relative(target, there);
  const where = from === undefined ? {} : { from };
  if (below.startsWith('..')) return undefined;
  const [source = '', ...more] = sources;
  if (below === '' && more.length === 0) return { ...where, path: source };
  const [first = '', ...rest] = below.split('/');
  const named = sources.filter((one) => posix.basename(one) === first);
  // A folder is copied without its own name, a file with it.
  if (named.length === 1 && rest.length === 0) return { ...where, path: named[0] };
  if (more.length > 0 || /[*?[]|^<</.test(source)) return where;
  return { ...where, path: posix.join(source, below) };
}

// INTERIM: replaced by libs/layers functions.
import type { SourceStep } from '@drydock/images';
import type { ImageContents } from '@drydock/layers';

export interface MadeStep {
  readonly createdBy: string;
  readonly layer?: number | undefined;
  readonly source?: SourceStep | undefined;
  readonly isBase: boolean;
}
export function stepsOf(image: ImageContents, steps: readonly SourceStep[] | undefined): MadeStep[] {
  let layer = 0;
  const made = image.history.map(
    ({ createdBy, hasLayer }): MadeStep => ({
      createdBy,
      layer: hasLayer ? layer++ : undefined,
      isBase: false,
    }),
  );
  const rest = [...(steps ?? [])].reverse();
  return made
    .toReversed()
    .map((m) => {
      const i = rest.findIndex((s) => m.createdBy.startsWith(s.keyword));
      if (i < 0) return m;
      const [source] = rest.splice(0, i + 1).slice(-1);
      return { ...m, source, isBase: source?.isBase ?? false };
    })
    .reverse();
}
export interface PackageSum {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly files: number;
  readonly sizeBytes: number;
  readonly layer: number;
}
export interface PackageIndex {
  readonly list: readonly PackageSum[];
  readonly of: (path: string) => PackageSum | undefined;
}
export function packageIndex(_image: ImageContents): PackageIndex {
  return { list: [], of: () => undefined };
}
export interface Wasted {
  readonly path: string;
  readonly bytes: number;
  readonly layer: number;
  readonly reason: string;
}
export function wastedFiles(_image: ImageContents): { bytes: number; files: readonly Wasted[] } {
  return { bytes: 0, files: [] };
}
export function own(
  _image: ImageContents,
  _steps: readonly MadeStep[],
): { bytes: number; base: string } | undefined {
  return undefined;
}

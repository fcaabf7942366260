import { shellWord } from '@drydock/engine';
import type { DiffReport, FileDiff } from '../image/diff/diff-report.ts';
import { modeText, plain } from '../image/format.ts';
import { table } from '../table.ts';
import type { Archive } from './build-archives.ts';
import type { Rebuilt } from './rebuild.ts';

/** How many files of one image are named; `drydock diff` names them all. */
const MAX_FILES = 5;

export function archivesTable(archives: readonly Archive[]): string {
  return table(
    ['image', 'digest', 'archive'],
    archives.map(({ target, digest, path }) => [target, digest, path]),
  );
}

/** A table of all images, and for each that came out differently what to look at. */
export function rebuildLines(rebuilt: readonly Rebuilt[]): string[] {
  const rows = rebuilt.map(({ target, identical, builds, digest }) => [
    target,
    `${identical} of ${builds}`,
    digest,
  ]);
  return [table(['image', 'identical', 'digest'], rows), ...rebuilt.flatMap(differenceLines)];
}

function differenceLines({ target, path, difference }: Rebuilt): string[] {
  if (!difference) return [];
  const { report } = difference;
  return [
    '',
    `${target} is not reproducible: ${whatDiffers(report)}`,
    ...report.files.slice(0, MAX_FILES).map((file) => `  ${fileText(file)}`),
    ...report.timeOnly.slice(0, MAX_FILES).map((name) => `  ${plain(name)}: only its time`),
    ...report.config.slice(0, MAX_FILES).map(({ field }) => `  configuration: ${plain(field)}`),
    `  all of it: npm run drydock -- diff ${shellWord(path)} ${shellWord(difference.path)}`,
  ];
}

function whatDiffers({ layers, files, timeOnly, config }: DiffReport): string {
  const changed = layers.filter(({ state }) => state !== 'same').length;
  const paths = files.length + timeOnly.length;
  if (changed === 0 && config.length === 0) return 'its history or its times of creation differ';
  return `${changed} of ${layers.length} layers, ${paths} ${paths === 1 ? 'file' : 'files'}`;
}

/** The file and where in it to look, in one line. */
function fileText({ path, state, before, after, aspects, firstDifference }: FileDiff): string {
  const name = plain(path);
  if (!before || !after) return `${name}: ${state}`;
  const words: string[] = [];
  if (aspects.includes('content') && firstDifference) {
    const { offset, length } = firstDifference;
    words.push(length === 1 ? `byte ${offset}` : `bytes ${offset}–${offset + length - 1}`);
  } else if (aspects.includes('content')) words.push(`content, ${before.size} B and ${after.size} B`);
  if (aspects.includes('mode')) words.push(`mode ${modeText(before.mode)} and ${modeText(after.mode)}`);
  if (aspects.includes('owner'))
    words.push(`owner ${before.uid}:${before.gid} and ${after.uid}:${after.gid}`);
  return `${name}: ${words.join(', ') || aspects.join(', ')}`;
}

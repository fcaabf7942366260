import type { EffectiveFile } from '@drydock/layers';
import { fileWeight } from '../file-weight.ts';

/** A way in which a file differs. `time`: only when it was last modified. */
type Aspect =
  | 'type'
  | 'content'
  | 'mode'
  | 'owner'
  | 'link'
  | 'device'
  | 'capabilities'
  | 'attributes'
  | 'time';

export interface FileChange {
  /** Without a leading slash. */
  readonly path: string;
  readonly state: 'added' | 'removed' | 'changed';
  /** In what way it changed: empty when it was added or removed. */
  readonly aspects: readonly Aspect[];
  readonly before?: EffectiveFile | undefined;
  readonly after?: EffectiveFile | undefined;
  /** What the file weighs more, or less. */
  readonly bytes: number;
}

type Files = ReadonlyMap<string, EffectiveFile>;

/** What differs between the files of two images as containers see them, in the order of their paths. */
export function compareFiles(before: Files, after: Files): FileChange[] {
  const changes: FileChange[] = [];
  const names: Names = [firstNames(before), firstNames(after)];
  for (const [path, file] of before) {
    const now = after.get(path);
    if (!now) {
      changes.push({ path, state: 'removed', aspects: [], before: file, bytes: -fileWeight(file) });
      continue;
    }
    const aspects = aspectsOf([file, before], [now, after], names);
    if (aspects.length > 0) {
      changes.push({
        path,
        state: 'changed',
        aspects,
        before: file,
        after: now,
        bytes: fileWeight(now) - fileWeight(file),
      });
    }
  }
  for (const [path, file] of after) {
    if (!before.has(path))
      changes.push({ path, state: 'added', aspects: [], after: file, bytes: fileWeight(file) });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Nobody looks at the time of a folder: it changes with what is put into it. */
export function isTimeOnly({ aspects }: FileChange): boolean {
  return aspects.length > 0 && aspects.every((aspect) => aspect === 'time');
}

type InImage = readonly [EffectiveFile, Files];
type Names = readonly [before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>];

const CAPABILITIES = 'security.capability';

function aspectsOf([a, filesOfA]: InImage, [b, filesOfB]: InImage, names: Names): Aspect[] {
  const aspects: [Aspect, boolean][] = [
    ['type', a.type !== b.type],
    ['content', a.type === b.type && (a.size !== b.size || content(a, filesOfA) !== content(b, filesOfB))],
    ['mode', a.mode !== b.mode && a.type !== 'symlink'],
    ['owner', a.uid !== b.uid || a.gid !== b.gid],
    ['link', isLinkedElsewhere(a, b, names)],
    ['device', a.device !== b.device],
    ['capabilities', a.hasCapabilities !== b.hasCapabilities || capabilities(a) !== capabilities(b)],
    ['attributes', attributes(a) !== attributes(b)],
    ['time', a.type === 'file' && a.modifiedAt !== b.modifiedAt],
  ];
  return aspects.flatMap(([aspect, differs]) => (differs ? [aspect] : []));
}

/** Of a file with several names it does not matter which of them the layers call the link. */
function isLinkedElsewhere(a: EffectiveFile, b: EffectiveFile, [before, after]: Names): boolean {
  if (a.type !== 'file' || b.type !== 'file') return a.link !== b.link;
  return (before.get(a.path) ?? a.path) !== (after.get(b.path) ?? b.path);
}

/** Of each file with several names, the first of them, by each. */
function firstNames(files: Files): ReadonlyMap<string, string> {
  const groups = Map.groupBy(
    [...files.values()].filter(({ type }) => type === 'file'),
    ({ path, link }) => link ?? path,
  );
  return new Map(
    [...groups.values()].flatMap((group) => {
      const [first = ''] = group.map(({ path }) => path).sort();
      return group.length === 1 && group[0]?.link === undefined
        ? []
        : group.map(({ path }) => [path, first] as const);
    }),
  );
}

function capabilities({ attributes: all = {} }: EffectiveFile): string | undefined {
  return all[CAPABILITIES];
}

function attributes({ attributes: all = {} }: EffectiveFile): string {
  return JSON.stringify(Object.entries(all).filter(([name]) => name !== CAPABILITIES));
}

/** The content of a hard link is that of the file it stands for. */
function content(file: EffectiveFile, files: Files): string | undefined {
  return file.digest ?? (file.type === 'file' && file.link ? files.get(file.link)?.digest : undefined);
}

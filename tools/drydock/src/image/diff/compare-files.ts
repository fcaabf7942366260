import type { EffectiveFile } from '@drydock/layers';
import { fileWeight } from '../file-weight.ts';

/** A way in which a file differs. `time`: only when it was last modified. */
type Aspect = 'type' | 'content' | 'mode' | 'owner' | 'link' | 'capabilities' | 'time';

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
  for (const [path, file] of before) {
    const now = after.get(path);
    if (!now) {
      changes.push({ path, state: 'removed', aspects: [], before: file, bytes: -fileWeight(file) });
      continue;
    }
    const aspects = aspectsOf([file, before], [now, after]);
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

function aspectsOf([a, filesOfA]: InImage, [b, filesOfB]: InImage): Aspect[] {
  const aspects: [Aspect, boolean][] = [
    ['type', a.type !== b.type],
    ['content', a.type === b.type && (a.size !== b.size || content(a, filesOfA) !== content(b, filesOfB))],
    ['mode', a.mode !== b.mode && a.type !== 'symlink'],
    ['owner', a.uid !== b.uid || a.gid !== b.gid],
    ['link', a.link !== b.link],
    ['capabilities', a.hasCapabilities !== b.hasCapabilities],
    ['time', a.type === 'file' && a.modifiedAt !== b.modifiedAt],
  ];
  return aspects.flatMap(([aspect, differs]) => (differs ? [aspect] : []));
}

/** The content of a hard link is that of the file it stands for. */
function content(file: EffectiveFile, files: Files): string | undefined {
  return file.digest ?? (file.type === 'file' && file.link ? files.get(file.link)?.digest : undefined);
}

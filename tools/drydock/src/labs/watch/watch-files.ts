import { existsSync, type FSWatcher, watch } from 'node:fs';
import { readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** An editor may write a file in several steps, and several files at once. */
const DEBOUNCE_MS = 120;
/** For a folder that is gone. */
const RETRY_MS = 500;
/** What editors leave beside a file while it is open. */
const NO_SAVE = /~$|\.sw[a-z]$|^4913$|^\.#|^#.*#$/;

export interface FileWatch extends Disposable {
  /** Why a save may go unnoticed here; nothing when all is well. */
  readonly trouble: () => string | undefined;
  /** Watches another folder from now on. */
  readonly follow: (folder: string) => Promise<void>;
}

/** Calls back after a save somewhere in the folder. Where it cannot know of saves, it says why. */
export function watchFiles(onSave: () => void): FileWatch {
  let watchers: readonly FSWatcher[] = [];
  let trouble: string | undefined;
  let folder = '';
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const close = () => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
  };
  const settle = async () => {
    await follow(folder);
    if (isOver) return;
    if (existsSync(folder)) return onSave();
    // It may be about to be put back.
    timer = setTimeout(() => void settle(), RETRY_MS);
  };
  const event = (name: string | null) => {
    if (name !== null && NO_SAVE.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void settle(), DEBOUNCE_MS);
  };
  // Folders come and go, and one that was replaced is another one: all are looked for anew after each save.
  const follow = async (wanted: string) => {
    folder = wanted;
    const folders = [folder, ...(await subfolders(folder))];
    const remote = await remoteKind(folder);
    if (folder !== wanted || isOver) return; // another one was asked for meanwhile
    close();
    try {
      watchers = folders.map((one) => watchOne(one, event, (reason) => (trouble = reason)));
      trouble =
        remote === undefined
          ? undefined
          : `saves made elsewhere on this file system (${remote}) go unnoticed`;
    } catch (error) {
      close();
      trouble = reasonOf(error as NodeJS.ErrnoException);
    }
  };
  return {
    trouble: () => trouble,
    follow,
    [Symbol.dispose]: () => {
      isOver = true;
      clearTimeout(timer);
      close();
    },
  };
}

function watchOne(
  folder: string,
  onEvent: (name: string | null) => void,
  onTrouble: (reason: string) => void,
): FSWatcher {
  const watcher = watch(folder, (_, name) => onEvent(name));
  watcher.on('error', (error: NodeJS.ErrnoException) => onTrouble(reasonOf(error)));
  return watcher;
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOSPC' || code === 'EMFILE') return `the system can watch no more files (${code})`;
  return `the system does not tell of saves (${code ?? message})`;
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
}

/** File systems on which another machine, or the host of this one, may write: the kernel here is not told of that. */
const REMOTE: ReadonlyMap<number, string> = new Map([
  [0x6969, 'nfs'],
  [0x01021997, '9p'],
  [0x65735546, 'fuse'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb'],
  [0x786f4256, 'vboxsf'],
  [0xbacbacbc, 'vmhgfs'],
]);

async function remoteKind(folder: string): Promise<string | undefined> {
  const type = await statfs(folder).then(
    (stats) => stats.type,
    () => 0,
  );
  return remoteName(type);
}

/** Exported for its test. */
export function remoteName(type: number): string | undefined {
  return REMOTE.get(type >>> 0);
}

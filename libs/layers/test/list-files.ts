import { type Engine, runCommand, runDocker } from '@drydock/engine';
import type { EffectiveFile } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

// What an engine puts into every container, over whatever the image has there.
const ADDED = /^(\.dockerenv|dev(\/(console|pts|shm))?|etc\/(hostname|hosts|mtab|resolv\.conf)|proc|sys)$/;

/** What we say of the files, as `exported` says it: `<mode> <owner> <size> <path>[ -> target]`. */
export function lines(files: readonly EffectiveFile[]): string[] {
  const letters = {
    file: '-',
    directory: 'd',
    symlink: 'l',
    'character-device': 'c',
    'block-device': 'b',
    fifo: 'p',
  };
  return files
    .filter(({ path }) => !ADDED.test(path))
    .map(({ path, type, mode, uid, gid, size, link }) => {
      const target = type === 'symlink' ? ` -> ${link}` : '';
      return `${letters[type]}${permissions(mode)} ${uid}/${gid} ${size} ${path}${target}`;
    })
    .sort();
}

function permissions(mode: number): string {
  const special = ['t', 's', 's'];
  return [6, 3, 0]
    .map((shift, index) => {
      const bits = mode >> shift;
      const isSpecial = (mode & (0o4000 >> index)) !== 0;
      const execute = isSpecial ? (special[2 - index] ?? '') : 'x';
      const last = bits & 1 ? execute : isSpecial ? execute.toUpperCase() : '-';
      return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
    })
    .join('');
}

/**
 * What GNU tar lists of an exported container, without what the engine adds to it. A hard link is shown as the file
 * it stands for.
 */
export async function exported(
  engine: Engine,
  ref: string,
  image: ReadonlyMap<string, EffectiveFile>,
): Promise<string[]> {
  await using folder = await temporaryFolder();
  const { stdout: id, stderr } = await runDocker(engine, ['container', 'create', ref, 'none']);
  if (id === '') throw new Error(stderr);
  const tar = `${folder.path}/container.tar`;
  await runDocker(engine, ['container', 'export', '--output', tar, id.trim()]);
  await runDocker(engine, ['container', 'rm', '--volumes', id.trim()]);
  const args = ['--list', '--verbose', '--numeric-owner', '--quoting-style=literal', '--file', tar];
  const listed = await runCommand('tar', args, { env: { ...engine.env, LC_ALL: 'C.UTF-8' } });
  const sizes = new Map<string, string>();
  return listed.stdout
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const match = /^(?<mode>\S+) (?<owner>\S+) +(?<size>\S+) \S+ \S+ (?<name>.*)$/.exec(line)?.groups;
      if (!match) throw new Error(`cannot read: ${line}`);
      const { mode = '', owner = '', size = '', name = '' } = match;
      const [path = '', target = ''] = name.split(' link to ');
      const plain = path.replace(/\/$/, '');
      sizes.set(plain, size);
      const file = plain.replace(/ -> .*/, '');
      const isAdded = ADDED.test(file) || (file === 'etc' && !image.has('etc'));
      if (plain === '' || isAdded) return [];
      if (mode.startsWith('h')) return [`-${mode.slice(1)} ${owner} ${sizes.get(target)} ${plain}`];
      const isFile = mode.startsWith('-');
      return [`${mode} ${owner} ${isFile ? size : 0} ${plain}`];
    })
    .sort();
}

import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/services.ts';
import { trackedFiles } from '../tidy/tracked-files.ts';

/** The sources in a folder of their own, where they can be changed, and their packages lead to each other. */
export interface Clone extends Disposable {
  readonly folder: string;
  /** Every file in it. */
  readonly files: readonly string[];
  readonly read: (file: string) => string;
  readonly write: (file: string, text: string) => void;
}

export function cloneSources(): Clone {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), `drydock-copy-${process.pid}-graph-`));
  const files = trackedFiles();
  for (const parent of new Set(files.map(dirname))) mkdirSync(join(folder, parent), { recursive: true });
  for (const file of files) copyFileSync(join(ROOT, file), join(folder, file));
  linkPackages(folder);
  return {
    folder,
    files,
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    write: (file, text) => writeFileSync(join(folder, file), text),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The installed packages, but for our own: a link to the folder of all of them would lead back to this repository. */
function linkPackages(folder: string): void {
  const installed = join(ROOT, 'node_modules');
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@drydock'), { recursive: true });
  for (const name of readdirSync(installed))
    if (name !== '@drydock') symlinkSync(join(installed, name), join(modules, name));
  for (const name of readdirSync(join(installed, '@drydock'))) {
    const inside = realpathSync(join(installed, '@drydock', name)).slice(realpathSync(ROOT).length);
    symlinkSync(join(folder, inside), join(modules, '@drydock', name));
  }
}

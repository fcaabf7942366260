import { join } from 'node:path';
import { callDrydock } from '../../support/call-drydock.ts';
import type { Ran } from '../../support/run-drydock.ts';
import { ROOT } from '../../support/services.ts';
import type { Things } from './things.ts';

let uses = 0;

/** Runs what was typed in the folder of things. Gives what it says without the names of folders, and without steps. */
export async function runTyped(typed: string, { folder }: Things): Promise<Ran> {
  const words = typed.split(' ').map((word) => wordOf(word, folder));
  const begin = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const settings = words.slice(0, begin).map((word) => /^(\w+)=(.*)$/s.exec(word)?.slice(1) ?? []);
  const env = {
    INIT_CWD: folder,
    DRYDOCK_LABS: join(folder, `labs-${++uses}`), // one may begin a lab, and the next one finds none begun
    ...Object.fromEntries(settings),
  };
  const ran = await callDrydock(words.slice(begin), { env });
  const shown = ran.stderr.replaceAll(folder, '{things}').replaceAll(ROOT, '{root}').trimEnd();
  const said = shown.indexOf('drydock: ');
  return { ...ran, stderr: said < 0 ? shown : shown.slice(said) };
}

/** A dot in the middle stands for a space inside a word, `⏎` for a line break, and `''` for a word that is empty. */
function wordOf(word: string, folder: string): string {
  return word
    .replaceAll('·', ' ')
    .replaceAll('⏎', '\n')
    .replaceAll("''", '')
    .replaceAll('{things}', folder)
    .replaceAll('{root}', ROOT);
}

import { chmodSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine } from '@drydock/engine';
import { trackedFiles } from '../tidy/tracked-files.ts';
import { type EditedCopy, editedCopy } from './edited-copy.ts';

/** What two machines that build the same sources have each of their own, beside the folder and the time. */
export interface Surroundings {
  readonly umask: number;
  readonly timeZone: string;
}

/** The sources as a machine with these surroundings has checked them out, and an engine's client as it runs there. */
export function copyOfMachine(engine: Engine, { umask, timeZone }: Surroundings): EditedCopy {
  const copy = editedCopy({ ...engine, env: { ...engine.env, TZ: timeZone } });
  const files = trackedFiles();
  for (const path of new Set([...files.map(dirname), ...files])) {
    const whole = join(copy.folder, path);
    const { mode } = statSync(whole);
    // git knows of a file's mode only whether it may be executed; the umask does the rest.
    chmodSync(whole, (mode & 0o100 ? 0o777 : 0o666) & ~umask);
  }
  return copy;
}

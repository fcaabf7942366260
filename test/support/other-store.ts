import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEmbedded, openHome, runCommand, stopEmbedded } from '@drydock/engine';

/** An embedded engine with the image store that another engine does not have, in a home of its own. */
export interface OtherStore extends AsyncDisposable {
  readonly engine: Engine;
  /** In which the command line finds it. */
  readonly env: NodeJS.ProcessEnv;
  /** Hands images over, by save and load. */
  readonly take: (refs: readonly string[]) => Promise<void>;
}

const HOME = 'drydock-store-';

export async function openOtherStore(engine: Engine): Promise<OtherStore> {
  await sweepHomes();
  const folder = mkdtempSync(join(tmpdir(), `${HOME}${process.pid}-`));
  const { packages } = openHome(process.env);
  // Saves the download, where this machine's engine is an embedded one.
  if (existsSync(packages)) cpSync(packages, join(folder, 'packages'), { recursive: true });
  const store = engine.store === 'containerd' ? 'overlay2' : 'containerd';
  const env = { ...process.env, DRYDOCK_HOME: folder, DRYDOCK_ENGINE: 'embedded', DRYDOCK_STORE: store };
  const other = await openEmbedded({ env, onProgress: () => undefined });
  return {
    engine: other,
    env,
    take: async (refs) => {
      const path = join(folder, 'images.tar');
      await docker(engine, ['image', 'save', '--output', path, ...refs]);
      await docker(other, ['image', 'load', '--quiet', '--input', path]);
      rmSync(path);
      // An archive of a graph-driver store has plain layers, and the containerd store leaves them as they come.
      if (store === 'containerd') for (const ref of refs) await compress(other, ref);
    },
    [Symbol.asyncDispose]: () => removeHome(folder),
  };
}

/** Lets the engine compress the layers of an image, as it does with those that it builds. */
async function compress(engine: Engine, ref: string): Promise<void> {
  const output = `type=docker,name=${ref},compression=gzip,force-compression=true`;
  await docker(engine, ['buildx', 'build', '--provenance=false', '--output', output, '-'], `FROM ${ref}`);
}

/** Runs the docker client of an engine, and gives what it printed. */
export async function docker(engine: Engine, args: readonly string[], input = ''): Promise<string> {
  const { stdout, stderr, exitCode } = await runCommand(engine.docker, args, { env: engine.env, input });
  if (exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Ends the engines of earlier runs that were killed. */
async function sweepHomes(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(HOME))) {
    const pid = name.slice(HOME.length).split('-')[0];
    if (!existsSync(`/proc/${pid}`)) await removeHome(join(tmpdir(), name));
  }
}

async function removeHome(folder: string): Promise<void> {
  await stopEmbedded({ ...process.env, DRYDOCK_HOME: folder });
  rmSync(folder, { recursive: true, force: true });
}

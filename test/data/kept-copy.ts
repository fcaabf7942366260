import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { stopStack } from '@drydock/stack';
import { commandEnvironment } from '../support/call-drydock.ts';
import { dockerText } from '../support/containers.ts';
import { copyWorkspace, finished, type Ran } from '../support/run-drydock.ts';

/** By service. Java's is left out: it is slow to start, and stores nothing. */
const IMAGES = {
  'image-gallery': 'image-gallery',
  'image-of-the-day': 'apod',
  'access-log': 'access-log',
  apod: 'apod',
};
export type ServiceName = keyof typeof IMAGES;
export const SERVICE_NAMES = Object.keys(IMAGES) as ServiceName[];

/** A clone whose stack and images nobody else has. */
export interface KeptCopy extends AsyncDisposable {
  readonly stack: string;
  readonly folder: () => string;
  readonly start: (args: readonly string[]) => ChildProcess;
  readonly run: (args: readonly string[]) => Promise<Ran>;
  readonly imageOf: (service: ServiceName) => string;
  /** Gives every service its image, as a build would. */
  readonly tagImages: () => Promise<void>;
  readonly edit: (change: (compose: string) => string) => void;
  /** To another folder. */
  readonly move: () => void;
}

/** `env`: in which its commands find that engine. Default: this process's. */
export async function keptCopy(engine: Engine, env: NodeJS.ProcessEnv = {}): Promise<KeptCopy> {
  const { folder: first, stack } = copyWorkspace();
  let folder = first;
  const composeFile = () => join(folder, 'compose.yaml');
  const edit: KeptCopy['edit'] = (change) =>
    writeFileSync(composeFile(), change(readFileSync(composeFile(), 'utf8')));
  const imageOf = (service: ServiceName) => `drydock/${service}:${stack}`;
  const tagImages = async () => {
    for (const service of SERVICE_NAMES)
      await dockerText(engine, 'tag', `drydock/${IMAGES[service]}:local`, imageOf(service));
  };
  const start: KeptCopy['start'] = (args) =>
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'tools/drydock/src/main.ts', ...args], {
      cwd: folder,
      env: commandEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  edit((text) => text.replaceAll(/(image: drydock\/[\w-]+):\S+/g, `$1:${stack}`));
  if (!readFileSync(composeFile(), 'utf8').includes(imageOf('apod')))
    throw new Error('the copy does not run images of its own');
  await tagImages();
  return {
    stack,
    folder: () => folder,
    start,
    run: (args) => finished(start(args)),
    imageOf,
    tagImages,
    edit,
    move: () => {
      const next = folder === first ? `${first}-moved` : first;
      renameSync(folder, next);
      folder = next;
    },
    [Symbol.asyncDispose]: async () => {
      await stopStack(engine, stack);
      await runDocker(engine, ['image', 'rm', '--force', ...SERVICE_NAMES.map(imageOf)]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

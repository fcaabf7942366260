import { join } from 'node:path';
import type { EngineAnswer } from '../ask-engine.ts';
import type { Environment } from '../engine.ts';
import { DrydockError } from '../errors.ts';
import type { Home } from '../home.ts';
import { nearestName } from '../nearest-name.ts';

/** How the embedded engine keeps images: today's default of Docker, or the one before, which many machines still have. */
export type ImageStore = 'containerd' | 'overlay2';

const STORES: readonly ImageStore[] = ['containerd', 'overlay2'];

/** What `DRYDOCK_STORE` asks for. `undefined`: whatever runs, and if nothing does, containerd. */
export function wantedStore({ DRYDOCK_STORE: wanted = '' }: Environment): ImageStore | undefined {
  if (wanted === '') return undefined;
  const store = STORES.find((name) => name === wanted);
  if (store) return store;
  const nearest = nearestName(wanted, STORES);
  throw new DrydockError('usage', `DRYDOCK_STORE is "${wanted}"; it takes "containerd" or "overlay2"`, {
    ...(nearest && { nextStep: `did you mean "${nearest}"?` }),
  });
}

/** What the next start of an engine takes. */
export function storeToStart(env: Environment): ImageStore {
  return wantedStore(env) ?? 'containerd';
}

/** The store of an embedded engine that answers. */
export function storeOf({ store }: Pick<EngineAnswer, 'store'>): ImageStore {
  return store === 'containerd' ? 'containerd' : 'overlay2';
}

/** An engine has one store at a time, and does not see the images in the other. */
export function refuseOtherStore(home: Home, answer: Pick<EngineAnswer, 'store'>, env: Environment): void {
  const wanted = wantedStore(env);
  const running = storeOf(answer);
  if (wanted === undefined || wanted === running) return;
  throw new DrydockError(
    'engine-store',
    `the embedded engine in ${home.folder} runs with the store "${running}", and DRYDOCK_STORE asks for "${wanted}"`,
    {
      nextStep:
        'stop it first (drydock engine stop; its images stay), or set DRYDOCK_HOME to another folder to have both',
    },
  );
}

/** Images, containers and volumes of one store. Neither store reads the other's. */
export function dataFolder(home: Home, store: ImageStore): string {
  return store === 'containerd' ? home.data : join(home.folder, `data-${store}`);
}

/** The part of the engine's configuration that chooses. */
export function storeConfiguration(store: ImageStore): Readonly<Record<string, unknown>> {
  return store === 'containerd'
    ? { features: { 'containerd-snapshotter': true } }
    : { features: { 'containerd-snapshotter': false }, 'storage-driver': store };
}

import {
  assertDiskSpace,
  DrydockError,
  type Engine,
  ensureRootImage,
  hostCertificates,
  hostMirrors,
  openEngine,
  openHome,
  proxySettings,
  writeCertificateContext,
  writeMirrorSecrets,
} from '@drydock/engine';
import type { Context } from './context.ts';

/** What a build takes from this machine: none of it stays in a final image. */
export interface HostInputs {
  readonly contexts: Readonly<Record<string, string>>;
  readonly secrets: readonly { readonly id: string; readonly path: string }[];
  readonly buildArgs: Readonly<Record<string, string>>;
  /** How long a step may print nothing, when this machine's settings say. */
  readonly silenceLimitMs?: number;
}

/** Opens the engine that all commands use. */
export async function useEngine(context: Context): Promise<Engine> {
  const { env, signal, progress } = context;
  silenceLimit(env); // refuses what is no time before anything is looked for
  progress.step('looking for a container engine');
  return openEngine({ env, signal, onProgress: progress.step });
}

/** Everything that must be there before the first Dockerfile is read. */
export async function prepareBuild(context: Context, engine: Engine): Promise<HostInputs> {
  const { env, signal, progress } = context;
  const silenceLimitMs = silenceLimit(env);
  const home = openHome(env);
  await assertDiskSpace(home.folder);
  await ensureRootImage(engine, { env, signal, onProgress: progress.step });
  return {
    contexts: { 'host-ca': await writeCertificateContext(home, hostCertificates(env)) },
    secrets: await writeMirrorSecrets(home, hostMirrors(env)),
    buildArgs: proxySettings(env),
    ...(silenceLimitMs === undefined ? {} : { silenceLimitMs }),
  };
}

function silenceLimit({ DRYDOCK_SILENT_MINUTES: minutes = '' }: Context['env']): number | undefined {
  if (minutes === '') return undefined;
  if (Number(minutes) > 0) return Number(minutes) * 60_000;
  throw new DrydockError(
    'usage',
    `DRYDOCK_SILENT_MINUTES is "${minutes}"; it takes a number of minutes, e.g. 20`,
  );
}

import {
  type Engine,
  ensureRootImage,
  hostCertificates,
  hostMirrors,
  openHome,
  proxySettings,
  runDocker,
  writeCertificateContext,
  writeMirrorSecrets,
} from '@drydock/engine';
import { type BuildStep, buildImages, describeBuildFailure } from '@drydock/images';

/** Builds targets of a copy of the repository, as the command would, under a tag of the test's own. */
export interface CopyBuilder extends AsyncDisposable {
  /** The steps of the build. Fails when the build does. */
  readonly build: (targets: readonly string[]) => Promise<readonly BuildStep[]>;
}

export async function copyBuilder(engine: Engine, folder: string): Promise<CopyBuilder> {
  const { env } = process;
  const home = openHome(env);
  await ensureRootImage(engine, { env, onProgress: () => undefined });
  const inputs = {
    contexts: { 'host-ca': await writeCertificateContext(home, hostCertificates(env)) },
    secrets: await writeMirrorSecrets(home, hostMirrors(env)),
    buildArgs: proxySettings(env),
  };
  // `TAG` is a variable of the bake file.
  const tagged = { ...engine, env: { ...engine.env, TAG: `copy-${process.pid}` } };
  const tags = new Set<string>();
  return {
    build: async (targets) => {
      const result = await buildImages(tagged, { root: folder, targets, ...inputs });
      if (!result.ok) throw new Error(describeBuildFailure(result.failure));
      for (const { tag } of result.images) tags.add(tag);
      return result.steps;
    },
    [Symbol.asyncDispose]: async () => void (await runDocker(engine, ['image', 'rm', '--force', ...tags])),
  };
}

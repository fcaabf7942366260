import {
  type Engine,
  hostCertificates,
  hostMirrors,
  openHome,
  proxySettings,
  writeCertificateContext,
  writeMirrorSecrets,
} from '@drydock/engine';
import { type BuildEvent, buildImages } from '@drydock/images';
import { ROOT } from './services.ts';
import type { Build } from './small-project.ts';

export interface BuildServicesOptions {
  readonly targets: readonly string[];
  /** Default: the repository itself. */
  readonly root?: string;
}

/** Builds targets of `docker/bake.hcl` as the command line would, with what they need of this machine. */
export async function buildServices(engine: Engine, options: BuildServicesOptions): Promise<Build> {
  const { env } = process;
  const home = openHome(env);
  const events: BuildEvent[] = [];
  const result = await buildImages(engine, {
    root: options.root ?? ROOT,
    targets: options.targets,
    contexts: { 'host-ca': await writeCertificateContext(home, hostCertificates(env)) },
    secrets: await writeMirrorSecrets(home, hostMirrors(env)),
    buildArgs: proxySettings(env),
    onEvent: (event) => events.push(event),
  });
  const output = events.flatMap((event) => (event.type === 'output' ? [event.line] : []));
  return { failure: result.ok ? undefined : result.failure, steps: result.steps, events, output };
}

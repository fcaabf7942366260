import {
  type Engine,
  type Home,
  hostCertificates,
  hostMirrors,
  openHome,
  proxySettings,
  writeCertificateContext,
  writeMirrorSecrets,
} from '@drydock/engine';
import { type BuildEvent, buildImages, mayPass } from '@drydock/images';
import { ROOT } from './services.ts';
import type { Build } from './small-project.ts';

/** What a build gets from the machine that it runs on. */
export interface BuildMachine {
  /** Where it is written down for the engine's client. */
  readonly home: Home;
  readonly certificates: ReturnType<typeof hostCertificates>;
  readonly mirrors: ReturnType<typeof hostMirrors>;
  readonly buildArgs: Readonly<Record<string, string>>;
}

export interface BuildServicesOptions {
  readonly targets: readonly string[];
  /** Default: the repository itself. */
  readonly root?: string;
  /** Default: this machine as it is. */
  readonly machine?: BuildMachine;
  /** A network that does not answer is then no reason to try again. */
  readonly expectsFailure?: boolean;
  /** Runs every step of the targets again. */
  readonly noCache?: boolean;
}

/** As the command line: a registry that stalls in the middle of a download is common. */
const MAX_ATTEMPTS = 3;

/** Builds targets of `docker/bake.hcl` as the command line would, with what they need of the machine. */
export async function buildServices(engine: Engine, options: BuildServicesOptions): Promise<Build> {
  for (let attempt = 1; ; attempt += 1) {
    const build = await buildOnce(engine, options);
    const isFinal = !build.failure || options.expectsFailure === true || !mayPass(build.failure);
    if (isFinal || attempt === MAX_ATTEMPTS) return build;
  }
}

async function buildOnce(engine: Engine, options: BuildServicesOptions): Promise<Build> {
  const { home, certificates, mirrors, buildArgs } = options.machine ?? thisMachine();
  const events: BuildEvent[] = [];
  const result = await buildImages(engine, {
    root: options.root ?? ROOT,
    targets: options.targets,
    contexts: { 'host-ca': await writeCertificateContext(home, certificates) },
    secrets: await writeMirrorSecrets(home, mirrors),
    buildArgs,
    ...(options.noCache ? { noCache: 'requested' } : {}),
    onEvent: (event) => events.push(event),
  });
  const output = events.flatMap((event) => (event.type === 'output' ? [event.line] : []));
  return { failure: result.ok ? undefined : result.failure, steps: result.steps, events, output };
}

/** As its settings are. */
export function thisMachine(): BuildMachine {
  const { env } = process;
  return {
    home: openHome(env),
    certificates: hostCertificates(env),
    mirrors: hostMirrors(env),
    buildArgs: proxySettings(env),
  };
}

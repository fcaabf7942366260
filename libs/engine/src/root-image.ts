import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostDebian } from './embedded/host-debian.ts';
import { ensurePackages, type Packages } from './embedded/packages.ts';
import type { Engine, Environment, OnProgress } from './engine.ts';
import { DrydockError } from './errors.ts';
import { openHome } from './home.ts';
import { withLock } from './lock.ts';
import { runCommand } from './run-command.ts';
import { runDocker } from './run-docker.ts';
import { toolEnvironment } from './tool-environment.ts';

/** Every image here descends from this one. */
export const ROOT_IMAGE = 'debian:trixie-slim';
const SUITE = 'trixie';
const PULL_TIMEOUT_MS = 120_000;
const MADE_BY = 'dev.drydock.made-by';
/** Whatever ends this process ends the program too, and all that it started. */
const DIES_WITH_US = ['--pdeathsig', 'KILL', 'unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];

export interface RootImageOptions {
  readonly env: Environment;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
}

/** Where the root image came from, or that this engine has none. */
export async function rootImageOrigin(engine: Engine): Promise<'pulled' | 'made here' | 'missing'> {
  const format = `{{json .Config.Labels}}`;
  const result = await runDocker(engine, ['image', 'inspect', '--format', format, ROOT_IMAGE]);
  if (result.exitCode !== 0) return 'missing';
  return result.stdout.includes(MADE_BY) ? 'made here' : 'pulled';
}

/** Makes sure the engine has the root image: pulled when a registry answers, otherwise made from Debian's packages. */
export function ensureRootImage(engine: Engine, options: RootImageOptions): Promise<void> {
  const home = openHome(options.env);
  return withLock(
    join(home.folder, 'root-image.lock'),
    async () => {
      if ((await rootImageOrigin(engine)) !== 'missing') return;
      options.onProgress(`pulling ${ROOT_IMAGE}`);
      const pull = await runDocker(engine, ['pull', '--quiet', ROOT_IMAGE], {
        timeoutMs: PULL_TIMEOUT_MS,
        signal: options.signal,
      });
      if (pull.exitCode !== 0) await makeRootImage(engine, options);
    },
    { signal: options.signal },
  );
}

async function makeRootImage(engine: Engine, options: RootImageOptions): Promise<void> {
  const home = openHome(options.env);
  hostDebian(); // explains itself when this machine cannot make one
  const packages = await ensurePackages(home, options);
  options.onProgress(`no registry answered: making ${ROOT_IMAGE} from Debian's packages (about 20 s)`);
  await rm(join(home.folder, 'root-image'), { recursive: true, force: true }); // what an ended run left
  await mkdir(join(home.folder, 'root-image'));
  const folder = await mkdtemp(join(home.folder, 'root-image/make-'));
  try {
    const archive = join(folder, 'root.tar');
    await bootstrapDebian(packages, { folder, archive, options });
    const label = `LABEL ${MADE_BY}=mmdebstrap`;
    const result = await runDocker(engine, [
      'import',
      '--change',
      label,
      '--change',
      'CMD ["bash"]',
      archive,
      ROOT_IMAGE,
    ]);
    if (result.exitCode !== 0)
      throw new DrydockError('root-image', `the engine refused the root image made here`, {
        evidence: [result.stderr.trim()],
      });
  } finally {
    await rm(join(home.folder, 'root-image'), { recursive: true, force: true });
  }
}

interface Bootstrap {
  readonly folder: string;
  readonly archive: string;
  readonly options: RootImageOptions;
}

async function bootstrapDebian(packages: Packages, { folder, archive, options }: Bootstrap): Promise<void> {
  const hook = join(folder, 'tidy');
  await writeFile(hook, TIDY, { mode: 0o755 });
  const tools = toolEnvironment(options.env);
  const env = {
    ...tools,
    PATH: [...packages.path, tools.PATH].join(':'),
    TMPDIR: folder,
    SOURCE_DATE_EPOCH: '0', // the same packages give the same bytes
  };
  const mirror = options.env.DRYDOCK_APT_MIRROR ? [options.env.DRYDOCK_APT_MIRROR] : [];
  const args = ['--quiet', '--variant=minbase', '--dpkgopt=force-unsafe-io', `--customize-hook=${hook}`];
  const command = ['mmdebstrap', ...args, SUITE, archive, ...mirror];
  const result = await runCommand('setpriv', [...DIES_WITH_US, ...command], { env, signal: options.signal });
  if (result.exitCode === 0) return;
  throw new DrydockError(
    'root-image',
    `could not make ${ROOT_IMAGE}: mmdebstrap ended with exit code ${result.exitCode}`,
    {
      evidence: result.stderr.trim().split('\n').slice(-10),
      nextStep: `check the network with apt-get update, name a Debian mirror in DRYDOCK_APT_MIRROR, or load the image: docker load`,
    },
  );
}

// What makes it the slim image that registries hold: no manuals, and its mirrors where the Dockerfiles look.
const TIDY = `#!/bin/sh
set -eu
rm -rf "$1"/usr/share/doc/* "$1"/usr/share/man/* "$1"/usr/share/locale/* "$1"/var/cache/debconf/*-old
etc="$1/etc/apt"
entry() {
  printf 'Types: deb\\nURIs: %s\\nSuites: %s\\nComponents: main\\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\\n' "$1" "$2"
}
mirror=$(awk '$3 == "${SUITE}" { print $2; exit }' "$etc/sources.list")
security=$(awk '$3 == "${SUITE}-security" { print $2; exit }' "$etc/sources.list")
{
  entry "$mirror" "${SUITE} ${SUITE}-updates"
  [ -z "$security" ] || { echo; entry "$security" "${SUITE}-security"; }
} > "$etc/sources.list.d/debian.sources"
rm "$etc/sources.list"
`;

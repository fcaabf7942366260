import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  type Engine,
  hostCertificates,
  hostMirrors,
  openHome,
  proxySettings,
  runDocker,
  writeCertificateContext,
  writeMirrorSecrets,
} from '@drydock/engine';

const ROOT = join(import.meta.dirname, '../../..');

export interface Toolchains extends AsyncDisposable {
  /** By the name of their target. */
  readonly refs: Readonly<Record<string, string>>;
}

/** Builds images that the bake file leaves in the build cache, and loads them into the engine for a while. */
export async function loadToolchains(engine: Engine, targets: readonly string[]): Promise<Toolchains> {
  const home = openHome(process.env);
  const folder = `drydock-test-${process.pid}-${randomBytes(4).toString('hex')}`;
  const refs = Object.fromEntries(targets.map((target) => [target, `${folder}/${target}:local`]));
  const certificates = await writeCertificateContext(home, hostCertificates(process.env));
  const secrets = await writeMirrorSecrets(home, hostMirrors(process.env));
  const settings = [
    `*.contexts.host-ca=${certificates}`,
    ...secrets.map(({ id, path }) => `*.secrets=id=${id},src=${path}`),
    ...Object.entries(proxySettings(process.env)).map(([name, value]) => `*.args.${name}=${value}`),
    // Provenance would differ each time, and with it the image.
    ...targets.flatMap((target) => [
      `${target}.output=type=docker`,
      `${target}.tags=${refs[target]}`,
      `${target}.attest=type=provenance,disabled=true`,
    ]),
  ];
  const args = [
    'buildx',
    'bake',
    '--file',
    'docker/bake.hcl',
    ...settings.flatMap((each) => ['--set', each]),
  ];
  const { exitCode, stderr } = await runDocker(engine, [...args, ...targets], {
    cwd: ROOT,
    env: { BUILDX_BAKE_ENTITLEMENTS_FS: '0' }, // the host's certificates lie outside of the repository
  });
  if (exitCode !== 0) throw new Error(stderr);
  return {
    refs,
    [Symbol.asyncDispose]: async () => {
      await runDocker(engine, ['image', 'rm', '--force', ...Object.values(refs)]);
    },
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './engine.ts';
import type { Home } from './home.ts';

const GO_NAMES = ['GOPROXY', 'GONOSUMDB', 'GOSUMDB', 'GOPRIVATE'];

/** A package manager's settings on this machine that builds need too. Handed over as a build secret: no image keeps it. */
export interface HostMirror {
  /** The secret's id in the Dockerfiles. */
  readonly id: 'apt-sources' | 'npmrc' | 'maven-settings' | 'goenv';
  /** Where the setting was found, for people. */
  readonly source: string;
  readonly content: string;
}

/** The mirrors this machine is set up with. Empty when every package manager goes to its own default. */
export function hostMirrors(env: Environment): HostMirror[] {
  const user = env.HOME ?? '/root';
  const npmrc = read(join(user, '.npmrc'));
  const settings = read(join(user, '.m2/settings.xml'));
  const goenv = goLines(env, read(join(user, '.config/go/env'))).join('\n');
  const candidates: (HostMirror | false)[] = [
    env.DRYDOCK_APT_MIRROR !== undefined && {
      id: 'apt-sources',
      source: 'DRYDOCK_APT_MIRROR',
      content: aptSources(env.DRYDOCK_APT_MIRROR),
    },
    /^(@[^=]+:)?registry\s*=/m.test(npmrc) && { id: 'npmrc', source: '~/.npmrc', content: npmrc },
    settings !== '' && { id: 'maven-settings', source: '~/.m2/settings.xml', content: settings },
    goenv !== '' && { id: 'goenv', source: 'GOPROXY or the Go settings file', content: `${goenv}\n` },
  ];
  return candidates.filter((one) => one !== false);
}

/** Writes the settings where only this user can read them, for `--secret id=…,src=…`. */
export async function writeMirrorSecrets(
  home: Home,
  mirrors: readonly HostMirror[],
): Promise<{ id: string; path: string }[]> {
  const folder = join(home.folder, 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return Promise.all(
    mirrors.map(async ({ id, content }) => {
      const path = join(folder, id);
      await writeFile(path, content, { mode: 0o600 });
      return { id, path };
    }),
  );
}

/** Only what says where modules come from: the toolchain's other settings are the image's own. */
function goLines(env: Environment, settings: string): string[] {
  const saved = settings.split('\n').filter((line) => GO_NAMES.includes(line.split('=')[0] ?? ''));
  return [...saved, ...GO_NAMES.flatMap((name) => (env[name] ? [`${name}=${env[name]}`] : []))];
}

function aptSources(mirror: string): string {
  const suites = 'trixie trixie-updates trixie-backports';
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  return `Types: deb\nURIs: ${mirror}\nSuites: ${suites}\nComponents: main\nSigned-By: ${keyring}\n`;
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
}

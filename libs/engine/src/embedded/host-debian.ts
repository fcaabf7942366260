import { existsSync, readFileSync } from 'node:fs';
import { DrydockError } from '../errors.ts';

/** The Debian that the embedded engine takes its packages for. */
export interface HostDebian {
  /** `bookworm`, `trixie` … */
  readonly codename: string;
  /** As Debian names it: `amd64`, `arm64`. */
  readonly architecture: string;
  /** Folder name of its libraries: `x86_64-linux-gnu`. */
  readonly multiarch: string;
}

const ARCHITECTURES: Partial<Record<string, { architecture: string; multiarch: string }>> = {
  x64: { architecture: 'amd64', multiarch: 'x86_64-linux-gnu' },
  arm64: { architecture: 'arm64', multiarch: 'aarch64-linux-gnu' },
};

const INSTEAD = 'install Docker, start it, and check it with: docker version';

/** What this machine's Debian is; nothing on any other system. */
export function debianHere(): HostDebian | undefined {
  const machine = ARCHITECTURES[process.arch];
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const codename = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(release)?.[1];
  const isDebian =
    process.platform === 'linux' && /^ID="?debian"?$/m.test(release) && existsSync('/usr/bin/apt-get');
  return isDebian && codename && machine ? { codename, ...machine } : undefined;
}

/** Says what stands in the way of an embedded engine on this machine, or what it is made for. */
export function hostDebian(): HostDebian {
  const host = debianHere();
  if (!host)
    throw new DrydockError(
      'not-debian',
      `no container engine answers, and the embedded one needs Debian on x64 or arm64 (this is ${systemName()} on ${process.arch})`,
      { nextStep: INSTEAD },
    );
  if (process.getuid?.() !== 0)
    throw new DrydockError(
      'not-root',
      'no container engine answers, and only root can start the embedded one',
      {
        nextStep: `run the command again as root, or ${INSTEAD}`,
      },
    );
  return host;
}

/** As people call it: `Ubuntu 24.04.1 LTS`, `darwin`. */
function systemName(): string {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(release)?.[1] ?? process.platform;
}

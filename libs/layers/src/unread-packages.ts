import { effectiveFiles } from './effective-files.ts';
import type { ImageContents } from './image-contents.ts';

/** A database that says what is installed, and that nobody here reads. */
export interface UnreadPackages {
  /** Who keeps it: `rpm`. */
  readonly manager: string;
  /** Without a slash in front. */
  readonly path: string;
}

const DATABASES: readonly (readonly [manager: string, path: RegExp])[] = [
  ['rpm', /^(?:var\/lib\/rpm|usr\/lib\/sysimage\/rpm|usr\/share\/rpm)\/(?:Packages(?:\.db)?|rpmdb\.sqlite)$/],
  ['nix', /^nix\/var\/nix\/db\/db\.sqlite$/],
  ['guix', /^var\/guix\/db\/db\.sqlite$/],
  ['portage', /^var\/db\/pkg\/[^/]+\/[^/]+\/PF$/],
  ['xbps', /^var\/db\/xbps\/pkgdb-[^/]+\.plist$/],
  ['opkg', /^(?:usr\/lib|var\/lib)\/opkg\/status$/],
  ['slackware', /^var\/(?:lib\/pkgtools|log)\/packages\/[^/]+$/],
  ['snap', /^var\/lib\/snapd\/state\.json$/],
  ['flatpak', /^var\/lib\/flatpak\/repo\/config$/],
  ['homebrew', /(?:^|\/)Cellar\/[^/]+\/[^/]+\/INSTALL_RECEIPT\.json$/],
];

/** The first file of each such database of an image. */
export function unreadPackages(image: Pick<ImageContents, 'layers'>): readonly UnreadPackages[] {
  const files = [...effectiveFiles(image).values()].filter(({ type }) => type === 'file');
  return DATABASES.flatMap(([manager, pattern]) => {
    const path = files.find((file) => pattern.test(file.path))?.path;
    return path === undefined ? [] : [{ manager, path }];
  });
}

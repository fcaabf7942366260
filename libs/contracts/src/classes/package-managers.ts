import type { AbsenceClass } from './absence-class.ts';
import { listed } from './listed.ts';

export const PACKAGE_MANAGERS: AbsenceClass = {
  name: 'package managers',
  sentence:
    'Programs that install other programs: an image changes by being built again, not by installing into it.',
  programs: listed(`
    apt apt-* aptitude dpkg dpkg-* debconf debconf-* apk apko dnf dnf5 dnf-[0-9] yum microdnf tdnf
    rpm rpm2cpio rpmdb rpmkeys zypper pacman emerge opkg xbps-* snap flatpak brew nix nix-* guix npm
    npx pnpm pnpx yarn yarnpkg corepack bunx pip pip[0-9]* pipx pipenv poetry pdm uv uvx conda mamba
    micromamba easy_install easy_install-* gem gem[0-9]* bundle bundler bundle[0-9]* composer
    composer.phar pecl pear cpan cpanm luarocks nuget nuget.exe hex mix opam vcpkg conan helm sdkman
  `),
  files: [
    '**/node_modules/{npm,pnpm,yarn,corepack}/package.json',
    '**/.yarn/releases/*',
    '**/{site,dist}-packages/pip/__init__.py',
    '**/{site,dist}-packages/{poetry,pipenv,conda}/__init__.py',
    '**/ensurepip/_bundled/*.whl',
    '/usr/lib/apt/methods/*',
    '/etc/{apt,dpkg,yum,yum.repos.d,dnf,zypp}/**',
    '/etc/{yum,dnf,pacman}.conf',
    '/etc/apk/repositories',
  ],
};

import type { AbsenceClass } from './absence-class.ts';

export const PACKAGE_CACHES: AbsenceClass = {
  name: 'package caches and databases',
  sentence:
    'Downloads, indexes and databases of package managers and build tools: megabytes that no program reads. `/var/lib/dpkg/status.d`, where images without dpkg tell scanners what is installed, is no database.',
  files: [
    '/var/lib/apt/**',
    '/var/cache/{apt,debconf,dnf,yum,apk,zypp,pacman,libdnf5,ldconfig}/**',
    '/var/lib/dpkg/**',
    '/var/lib/{rpm,dnf,yum,pacman,zypp,PackageKit}/**',
    '/usr/lib/sysimage/{rpm,dnf,libdnf5}/**',
    '/{lib,usr/lib}/apk/db/**',
    '/etc/apk/cache/**',
    '/var/log/{apt/**,dpkg.log*,dnf*.log*,yum.log*,apk.log*,alternatives.log*,pacman.log*}',
    '**/*.{deb,rpm,apk}',
    '**/{.npm,.pnpm-store,.yarn/cache,.bun/install/cache}/**',
    '**/_cacache/**',
    '**/node_modules/.cache/**',
    '**/.cache/{npm,yarn,pnpm,node,node-gyp,pip,uv,pypoetry,go-build,composer,bazel,ms-playwright,Cypress}/**',
    '**/.m2/{repository,wrapper}/**',
    '**/.{gradle,ivy2,sbt,coursier}/{caches,cache,wrapper,boot,repository}/**',
    '**/go/pkg/mod/**',
    '**/.cargo/{registry,git}/**',
    '**/.{composer,nuget,bundle,gem,conan,conan2,hex,cpan,cpanm}/{cache,packages,p,specs,build,sources,work}/**',
    '**/{conda,miniconda3,anaconda3,mambaforge}/pkgs/**',
    '**/.{turbo,nx,parcel-cache,eslintcache}/**',
    '**/*.tsbuildinfo',
  ],
  spared: ['/var/lib/dpkg/status.d/**'],
};

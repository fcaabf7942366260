import type { Defect } from './defect.ts';
import { secret } from './parts.ts';

/** One file more, of a class that may not be there. */
function file(name: string, clause: string, path: string, content = ''): Defect {
  const change = `mkdir --parents ./$(dirname '${path}'); printf '%s' '${content}' > '${path}'`;
  return { name, clause: `absent.${clause}`, says: `/${path}`, change };
}

/** One program more: the same as the image's own, under another name. */
function program(name: string, clause: string, path: string): Defect {
  return { name, clause: `absent.${clause}`, says: `/${path}`, change: `install -D program '${path}'` };
}

function change(name: string, clause: string, says: string | RegExp, change: string): Defect {
  return { name, clause: `absent.${clause}`, says, change };
}

function lines(name: string, clause: string, says: string | RegExp, lines: string): Defect {
  return { name, clause: `absent.${clause}`, says, lines };
}

export const ABSENCE_DEFECTS: readonly Defect[] = [
  change('a shell', 'shells', '/usr/bin/dash', 'install -D /usr/bin/dash usr/bin/dash'),
  change(
    'a shell behind a link',
    'shells',
    '/usr/bin/sh (links to ../../program)',
    'mkdir -p usr/bin; ln -s ../../program usr/bin/sh',
  ),
  change(
    'a link to busybox',
    'shells',
    '/usr/bin/list (links to /app/busybox)',
    'install -D program app/busybox; mkdir -p usr/bin; ln -s /app/busybox usr/bin/list',
  ),
  program('a compiler', 'compilers-and-build-tools', 'usr/bin/x86_64-linux-gnu-gcc-14'),
  file('the modules of a JDK', 'compilers-and-build-tools', 'usr/lib/jvm/java/jmods/java.base.jmod'),
  program('make', 'compilers-and-build-tools', 'usr/bin/make'),
  program('apt', 'package-managers', 'usr/bin/apt-get'),
  file('npm', 'package-managers', 'usr/lib/node_modules/npm/package.json', '{}'),
  file('the lists of apt', 'package-caches-and-databases', 'var/lib/apt/lists/main_Packages'),
  file('the cache of npm', 'package-caches-and-databases', 'root/.npm/_cacache/index'),
  file('the database of dpkg', 'package-caches-and-databases', 'var/lib/dpkg/info/libc6.list'),
  file('a source', 'sources-and-headers', 'app/Main.java', 'class Main {}'),
  file('a header', 'sources-and-headers', 'usr/include/stdio.h'),
  file('a lock file', 'sources-and-headers', 'app/package-lock.json', '{}'),
  file(
    'a compiler as a dependency',
    'development-dependencies',
    'app/node_modules/typescript/package.json',
    '{ "name": "typescript", "version": "6.0.0" }',
  ),
  file('a library for tests', 'development-dependencies', 'app/lib/mockito-core-5.20.0.jar'),
  change(
    'a package of headers by its record',
    'development-dependencies',
    'libssl-dev 3.5.1',
    `mkdir -p var/lib/dpkg/status.d; printf 'Package: libssl-dev\\nStatus: install ok installed\\nVersion: 3.5.1\\nArchitecture: all\\n' > var/lib/dpkg/status.d/libssl`,
  ),
  file('a test', 'tests', 'app/cart.spec.js', 'test();'),
  file('a folder of tests', 'tests', 'app/test/cart.js', 'test();'),
  file('a compiled test', 'tests', 'app/shop/CartTest.class'),
  file('a repository', 'version-control', 'app/.git/HEAD', 'ref: refs/heads/main'),
  file('the settings of a repository', 'version-control', 'app/.gitignore'),
  change(
    'a symbol table',
    'debug-symbols',
    '/usr/lib/libsymbols.so (has a symbol table)',
    'install -D /parts/elf-symbols usr/lib/libsymbols.so',
  ),
  file('a source map', 'debug-symbols', 'app/server.js.map', '{}'),
  change(
    'a setuid program',
    'setuid',
    '/usr/bin/become (mode 4755, owner 0:0)',
    'install -D --mode=4755 program usr/bin/become',
  ),
  change(
    'a setgid program',
    'setgid',
    '/usr/bin/join (mode 2755, owner 0:0)',
    'install -D --mode=2755 program usr/bin/join',
  ),
  change(
    'a file that everyone may write',
    'world-writable',
    '/etc/open.conf (mode 0666',
    'touch etc/open.conf; chmod 0666 etc/open.conf',
  ),
  change(
    'a folder that everyone may write',
    'world-writable',
    '/app/open (mode 0777',
    'mkdir app/open; touch app/open/x; chmod 0777 app/open',
  ),
  change(
    'a program with capabilities',
    'file-capabilities',
    '/usr/bin/listen',
    [
      'install -D program usr/bin/listen',
      // There is no setcap at hand; the system call that it makes has a number for each processor.
      `perl -e '$n = $ARGV[0] eq "x86_64" ? 188 : 5; $k = "security.capability"; $v = pack("V5", 0x02000001, 1 << 10, 0, 0, 0);`,
      `  $f = "usr/bin/listen"; syscall($n, $f, $k, $v, length($v), 0) == 0 or die $!' $(uname -m)`,
    ].join('\n'),
  ),
  change(
    'a private key',
    'private-keys',
    '/etc/server.txt (-----BEGIN PRIVATE KEY-----',
    'cp /parts/key.pem etc/server.txt',
  ),
  file('a key store', 'private-keys', 'app/server.p12', 'x'),
  file('a key of ssh by its name', 'private-keys', 'root/.ssh/id_ed25519', 'x'),
  file('a token in a file', 'credentials', 'app/config.json', `{ "token": "${secret('ghp_')}" }`),
  file('a netrc', 'credentials', 'root/.netrc', 'machine example.org'),
  file('the settings of an environment', 'credentials', 'app/.env', 'DEBUG=1'),
  lines(
    'a token in a build argument',
    'credentials',
    /history step \d+: github-token ghp_/,
    `ARG TOKEN=${secret('ghp_')}`,
  ),
  lines(
    'a token in the environment',
    'credentials',
    /the variable MODE: github-token ghp_/,
    `ENV MODE=${secret('ghp_')}`,
  ),
  lines(
    'a token in a label',
    'credentials',
    /the label title: github-token ghp_/,
    `LABEL title=${secret('ghp_')}`,
  ),
  change(
    'an authority of the machine as text',
    'build-machine',
    '/etc/trust.pem (trusts an authority',
    'cp /parts/authority.pem etc/trust.pem',
  ),
  change(
    'an authority of the machine as bytes',
    'build-machine',
    '/etc/trust.bin (trusts an authority',
    'cp /parts/authority.der etc/trust.bin',
  ),
  file('a mirror of the machine', 'build-machine', 'etc/mirrors', 'https://mirror.example/debian'),
  lines(
    'a mirror in the history',
    'build-machine',
    /history step \d+ names the mirror mirror\.example/,
    'ARG MIRROR=mirror.example',
  ),
  lines(
    'a mirror in the environment',
    'build-machine',
    /the variable MODE names the mirror mirror\.example/,
    'ENV MODE=https://mirror.example/',
  ),
  file('a manual', 'documentation', 'usr/share/man/man1/cat.1.gz', 'x'),
  file('a second readme', 'documentation', 'app/second.md', 'x'),
  program('an editor', 'editors-and-debuggers', 'usr/bin/vim.tiny'),
  program('a debugger', 'editors-and-debuggers', 'usr/bin/gdb'),
  program('curl', 'network-tools', 'usr/bin/curl'),
  change(
    'netcat behind a link',
    'network-tools',
    '/usr/bin/nc (links to /program)',
    'mkdir -p usr/bin; ln -s /program usr/bin/nc',
  ),
  file('a log', '/app/**/*.log', 'app/yesterday.log'),
];

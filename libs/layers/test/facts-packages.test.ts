// Proves that files which say what is installed are understood.
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { unreadPackages } from '../src/index.ts';
import { makeElf } from './make-elf.ts';
import { observe } from './observe.ts';

const packagesOf = (path: string, content: string | Buffer) => observe(path, content).packages;
const deb = (name: string, version: string) => ({ type: 'deb', name, version });

describe('the packages of Debian', () => {
  const block = (name: string, status: string) =>
    `Package: ${name}\nStatus: ${status}\nVersion: 1:2-3\nDescription: short\n Package: long\n .\n more\n`;

  test('are those of its database that are installed', () => {
    const status = [block('one', 'install ok installed'), block('two', 'deinstall ok config-files')].join(
      '\n',
    );

    expect(packagesOf('var/lib/dpkg/status', status)).toEqual([deb('one', '1:2-3')]);
  });

  test('have a file each where there is no dpkg', () => {
    expect(packagesOf('var/lib/dpkg/status.d/libc6', 'Package: libc6\nVersion: 2.41\n')).toEqual([
      deb('libc6', '2.41'),
    ]);
  });

  test('have lists of files, from which folders are left out', () => {
    const list = '/.\n/usr\n/usr/lib\n/usr/lib/a.so\n/usr/lib/a.so.1\n/usr/share\n/usr/share/doc/a\n';

    expect(packagesOf('var/lib/dpkg/info/liba:amd64.list', list)).toEqual([
      { ...deb('liba', ''), files: ['usr/lib/a.so', 'usr/lib/a.so.1', 'usr/share/doc/a'] },
    ]);
  });

  test('have lists of checksums where there is no dpkg', () => {
    const sums = `${'0'.repeat(32)}  usr/lib/a.so\n${'f'.repeat(32)}  usr/share/with space\n`;

    expect(packagesOf('var/lib/dpkg/status.d/liba.md5sums', sums)).toEqual([
      { ...deb('liba', ''), files: ['usr/lib/a.so', 'usr/share/with space'] },
    ]);
  });
});

describe('other packages', () => {
  test('of Alpine come with their files', () => {
    const installed =
      'C:Q1=\nP:musl\nV:1.2.5-r0\nF:lib\nR:ld-musl-x86_64.so.1\nZ:Q1=\nF:usr/lib\n\nP:b\nV:1\n\n';

    expect(packagesOf('lib/apk/db/installed', installed)).toEqual([
      { type: 'apk', name: 'musl', version: '1.2.5-r0', files: ['lib/ld-musl-x86_64.so.1'] },
      { type: 'apk', name: 'b', version: '1', files: [] },
    ]);
  });

  test('of Python come with their files', () => {
    const folder = 'usr/lib/python3/site-packages/Typing_Extensions-4.1.dist-info';
    const record = `typing_extensions.py,sha256=x,12\n../../../bin/"x",,\n"a,""b.py",sha256=x,1\n`;

    expect(
      packagesOf(`${folder}/METADATA`, 'Name: Typing_Extensions\r\nVersion: 4.1\r\n\r\nName: x'),
    ).toEqual([{ type: 'pypi', name: 'typing-extensions', version: '4.1' }]);
    expect(packagesOf(`${folder}/RECORD`, record)?.[0]?.files).toEqual([
      'usr/lib/python3/site-packages/typing_extensions.py',
      'usr/bin/"x"',
      'usr/lib/python3/site-packages/a,"b.py',
    ]);
  });

  test('of npm are the folders of node_modules', () => {
    const json = JSON.stringify({ name: '@a/b', version: '1.2.3' });

    expect(packagesOf('app/node_modules/@a/b/package.json', json)).toEqual([
      { type: 'npm', name: '@a/b', version: '1.2.3' },
    ]);
    for (const path of [
      'app/package.json',
      'app/node_modules/a/lib/package.json',
      'app/node_modules/@a/package.json',
    ]) {
      expect(packagesOf(path, json)).toBeUndefined();
    }
    expect(packagesOf('node_modules/a/package.json', '{ "name": 1')).toBeUndefined();
    expect(packagesOf('node_modules/a/package.json', 'null')).toBeUndefined();
  });
});

describe('packages that are noted in small files are those', () => {
  test.for<[string, string, string, string[]]>([
    [
      'of Arch',
      'var/lib/pacman/local/bash-5.2-1/desc',
      '%NAME%\nbash\n\n%VERSION%\n5.2-1\n',
      ['pacman bash 5.2-1'],
    ],
    ['of Ruby', 'usr/lib/ruby/gems/3.3.0/specifications/rack-3.0.gemspec', 'x', ['gem rack 3.0']],
    [
      'of Ruby for one system',
      'a/specifications/default/ffi-1.16.3-x86_64-linux.gemspec',
      'x',
      ['gem ffi 1.16.3'],
    ],
    [
      'of Composer',
      'app/vendor/composer/installed.json',
      '{"packages":[{"name":"monolog/monolog","version":"3.0"}]}',
      ['composer monolog/monolog 3.0'],
    ],
    [
      'of the first Composer',
      'vendor/composer/installed.json',
      '[{"name":"a/b","version":"1"}]',
      ['composer a/b 1'],
    ],
    [
      'of .NET, without the program itself',
      'app/App.deps.json',
      '{"libraries":{"App/1.0.0":{"type":"project"},"Newtonsoft.Json/13.0.3":{"type":"package"}}}',
      ['nuget Newtonsoft.Json 13.0.3'],
    ],
    [
      'of Conda',
      'opt/conda/conda-meta/numpy-2.1-0.json',
      '{"name":"numpy","version":"2.1"}',
      ['conda numpy 2.1'],
    ],
    [
      'of an older Python',
      'usr/lib/python3/dist-packages/six.egg-info',
      'Name: six\nVersion: 1.16\n',
      ['pypi six 1.16'],
    ],
    ['of nobody, in JSON of another kind', 'app/vendor/composer/installed.json', '{"packages":7}', []],
  ])('%s', ([, path, content, expected]) => {
    const found = packagesOf(path, content) ?? [];

    expect(found.map(({ type, name, version }) => `${type} ${name} ${version}`)).toEqual(expected);
  });

  test('of Arch come with their files', () => {
    const files = '%FILES%\nusr/\nusr/bin/\nusr/bin/bash\n\n%BACKUP%\netc/x\n';

    expect(packagesOf('var/lib/pacman/local/bash-completion-5.2-1/files', files)).toEqual([
      { type: 'pacman', name: 'bash-completion', version: '', files: ['usr/bin/bash'] },
    ]);
  });
});

test('a database that nobody reads is named, once for each who keeps one', () => {
  const entries = [
    'var/lib/rpm/rpmdb.sqlite',
    'usr/share/rpm/Packages.db',
    'nix/var/nix/db/db.sqlite',
    'etc/rpm',
  ].map((path) => ({ path, type: 'file', size: 1, mode: 0o644, uid: 0, gid: 0 }) as const);
  const layer = { digest: '', diffId: '', transferBytes: 0, unpackedBytes: 4, entries };

  expect(unreadPackages({ layers: [layer] })).toEqual([
    { manager: 'rpm', path: 'usr/share/rpm/Packages.db' },
    { manager: 'nix', path: 'nix/var/nix/db/db.sqlite' },
  ]);
  expect(unreadPackages({ layers: [] })).toEqual([]);
});

describe('the packages of Java', () => {
  const jar = (files: Record<string, string>) =>
    Buffer.from(
      zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
    );
  const noted = (artifact: string, version: string) => ({
    [`META-INF/maven/org.example/${artifact}/pom.properties`]: `#Mon\ngroupId=org.example\nartifactId=${artifact}\nversion=${version}\n`,
  });
  const maven = (name: string, version: string) => ({ type: 'maven', name, version });

  test('are what Maven noted in a jar, its own first', () => {
    const content = jar({ ...noted('shaded', '9'), ...noted('own', '1.0'), 'a/B.class': 'x' });

    expect(packagesOf('app/own-1.0.jar', content)).toEqual([
      maven('org.example:own', '1.0'),
      maven('org.example:shaded', '9'),
    ]);
    expect(packagesOf('app/app.jar', jar(noted('own', '1.0')))).toEqual([maven('org.example:own', '1.0')]);
  });

  test('are told by the name of the file when nothing is noted', () => {
    expect(packagesOf('app/spring-core-7.0.1-RC2.jar', jar({ a: 'x' }))).toEqual([
      maven('spring-core', '7.0.1-RC2'),
    ]);
    expect(packagesOf('app/broken-1.0.jar', 'no zip')).toEqual([maven('broken', '1.0')]);
    expect(packagesOf('app/app.jar', 'no zip')).toBeUndefined();
  });

  test('are the libraries within a jar as well', () => {
    const content = jar({
      ...noted('app', '2'),
      'BOOT-INF/lib/spring-web-7.0.1.jar': 'x',
      'lib/x-1.jar': 'x',
    });

    expect(packagesOf('app.jar', content)).toEqual([
      maven('org.example:app', '2'),
      maven('spring-web', '7.0.1'),
    ]);
  });
});

describe('the modules of Go', () => {
  const text = (value: string) => {
    const length = Buffer.byteLength(value);
    return Buffer.concat([Buffer.from([(length & 0x7f) | 0x80, length >> 7]), Buffer.from(value)]);
  };
  const program = (modules: string) =>
    Buffer.concat([
      makeElf({}),
      Buffer.from('\xff Go buildinf:\x08\x02', 'latin1'),
      Buffer.alloc(16),
      text('go1.27.4'),
      text(`${'-'.repeat(16)}${modules}${'-'.repeat(16)}`),
    ]);

  test('are the main one, those it depends on and the standard library', () => {
    const modules =
      'path\tx\nmod\texample.org/x\t(devel)\t\ndep\ta.example/a\tv1.0.0\th1:\ndep\tb.example/b\tv1\n=>\tc.example/c\tv2\nbuild\t-a=b\n';

    expect(packagesOf('x', program(modules))).toEqual([
      { type: 'go', name: 'example.org/x', version: '(devel)' },
      { type: 'go', name: 'a.example/a', version: 'v1.0.0' },
      { type: 'go', name: 'c.example/c', version: 'v2' },
      { type: 'go', name: 'stdlib', version: '1.27.4' },
    ]);
  });

  test('are not looked for in what is no program, nor found where only their mark is', () => {
    expect(packagesOf('x', program('').subarray(1))).toBeUndefined();
    expect(
      packagesOf('x', Buffer.concat([makeElf({}), Buffer.from('\xff Go buildinf:', 'latin1')])),
    ).toBeUndefined();
  });
});

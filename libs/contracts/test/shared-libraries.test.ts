// Proves where a program's libraries are looked for, and whose lack is no fault.
import type { ElfFacts } from '@drydock/layers';
import { describe, expect, test } from 'vitest';
import { defineContract, type Evidence, evaluate } from '../src/index.ts';
import { loaderCache } from './loader-cache.ts';
import { makeContents } from './make-contents.ts';

type Made = Parameters<typeof makeContents>[0][number][number];

const CONTRACT = defineContract({ image: 'shop/web:1.4', libraries: 'resolvable' });
const LOADER = '/lib64/ld-linux-x86-64.so.2';

function native(path: string, elf: Partial<ElfFacts> = {}): Made {
  const facts = {
    machine: 'x86-64',
    needed: [],
    runpath: [],
    hasSymbols: false,
    hasDebugInfo: false,
    ...elf,
  };
  return { path, mode: 0o755, size: 1, facts: { elf: facts } };
}

function program(path: string, needed: readonly string[], more: Partial<ElfFacts> = {}): Made {
  return native(path, { needed, interpreter: LOADER, ...more });
}

function link(path: string, target: string): Made {
  return { path, type: 'symlink', link: target };
}

const LOADER_FILE = native('lib64/ld-linux-x86-64.so.2');

async function missing(
  entries: readonly Made[],
  env: Readonly<Record<string, string>> = {},
  more: Partial<Evidence> = {},
): Promise<readonly string[]> {
  const [verdict] = await evaluate(CONTRACT, { image: makeContents([entries], { env }), ...more });
  return verdict?.why ?? ['no verdict'];
}

test.each<[string, readonly Made[]]>([
  ['in a default folder', [program('a', ['libx.so.1']), native('usr/lib/libx.so.1')]],
  [
    "in Debian's folder for this processor",
    [
      program('a', ['libx.so.1']),
      { path: 'usr/lib/x86_64-linux-gnu', type: 'directory' },
      native('usr/lib/x86_64-linux-gnu/libx.so.1'),
    ],
  ],
  [
    'behind a linked folder',
    [program('a', ['libx.so.1']), link('lib', 'usr/libraries'), native('usr/libraries/libx.so.1')],
  ],
  [
    'behind a link to the file',
    [program('a', ['libx.so.1']), link('lib/libx.so.1', '../opt/libx.so.1.2'), native('opt/libx.so.1.2')],
  ],
  [
    'beside the program, by its own search path',
    [program('app/bin/a', ['libx.so.1'], { runpath: ['$ORIGIN/../lib'] }), native('app/lib/libx.so.1')],
  ],
  ['by its path', [program('a', ['/opt/libx.so.1']), native('opt/libx.so.1')]],
])('a library %s is found', async (_, entries) => {
  expect(await missing([LOADER_FILE, ...entries])).toEqual([]);
});

test('a library in a folder of LD_LIBRARY_PATH is found, and without it is not', async () => {
  const entries = [LOADER_FILE, program('a', ['libx.so.1']), native('opt/x/libx.so.1')];

  expect(await missing(entries, { LD_LIBRARY_PATH: '/none:/opt/x' })).toEqual([]);
  expect(await missing(entries)).toEqual([expect.stringContaining('/a needs libx.so.1; from layer 1')]);
});

/** An image whose files have these texts, with one library in /opt/x and a program that needs it. */
function configured(texts: Readonly<Record<string, string | Buffer>>, more: readonly Made[] = []) {
  const entries = [
    LOADER_FILE,
    program('a', ['libx.so.1']),
    native('opt/x/libx.so.1'),
    ...Object.entries(texts).map(([path, text]) => ({ path, size: text.length })),
    ...more,
  ];
  const readFile = async (path: string) => {
    const text = texts[path.slice(1)];
    return text === undefined ? undefined : Buffer.from(text);
  };
  return missing(entries, {}, { readFile });
}

test.each<[string, Readonly<Record<string, string>>]>([
  ['of a package', { 'etc/ld.so.conf.d/x.conf': '/opt/x\n' }],
  ['themselves', { 'etc/ld.so.conf': '# mine\n /opt/y:/opt/x # and no other\n' }],
  [
    'that include others by a relative glob',
    { 'etc/ld.so.conf': 'include more/*.c?nf\n', 'etc/more/x.conf': '/opt/x' },
  ],
  [
    'that include others, which include others',
    {
      'etc/ld.so.conf': 'include /etc/ld.so.conf.d/*.conf',
      'etc/ld.so.conf.d/a.conf': 'include b/x.conf a.conf',
      'etc/ld.so.conf.d/b/x.conf': '/opt/x',
    },
  ],
])("a library in a folder of the loader's settings %s is found", async (_, texts) => {
  expect(await configured(texts)).toEqual([]);
});

test('settings that none includes name no folder', async () => {
  const texts = { 'etc/ld.so.conf': '/opt/y', 'etc/ld.so.conf.d/x.conf': '/opt/x' };

  expect(await configured(texts)).toHaveLength(1);
});

describe('a cache of the loader', () => {
  test.each([
    ['as glibc writes it', loaderCache({ 'libx.so.1': '/opt/x/libx.so.1' })],
    [
      'with an old table in front',
      Buffer.concat([Buffer.alloc(64), loaderCache({ 'libx.so.1': '/opt/x/libx.so.1' })]),
    ],
    [
      'of a processor with the high byte first',
      loaderCache({ 'libx.so.1': '/opt/x/libx.so.1' }, { isBig: true }),
    ],
  ])('%s says where a library is', async (_, cache) => {
    expect(await configured({ 'etc/ld.so.cache': cache })).toEqual([]);
  });

  test('counts in the place of the settings that it is made from', async () => {
    const texts = { 'etc/ld.so.cache': loaderCache({}), 'etc/ld.so.conf': '/opt/x' };

    expect(await configured(texts)).toHaveLength(1);
  });

  test('that is damaged leaves the settings', async () => {
    const cache = loaderCache({ 'libx.so.1': '/opt/x/libx.so.1' }).subarray(0, 60);

    expect(await configured({ 'etc/ld.so.cache': cache, 'etc/ld.so.conf': '/opt/x' })).toEqual([]);
  });

  test('that names what is not there helps nobody', async () => {
    expect(
      await configured({ 'etc/ld.so.cache': loaderCache({ 'libx.so.1': '/gone/libx.so.1' }) }),
    ).toHaveLength(1);
  });
});

test("musl's settings take the place of its default folders", async () => {
  const musl = [native('lib/ld-musl-x86_64.so.1'), native('usr/lib/liby.so.1'), native('opt/x/libx.so.1')];
  const needs = (name: string) => program('a', [name], { interpreter: '/lib/ld-musl-x86_64.so.1' });
  const settings = { path: 'etc/ld-musl-x86_64.path', size: 9 };
  const readFile = async () => Buffer.from('/none\n/opt/x');

  expect(await missing([...musl, needs('libx.so.1')])).toHaveLength(1);
  expect(await missing([...musl, needs('liby.so.1')])).toEqual([]);
  expect(await missing([...musl, needs('libx.so.1'), settings], {}, { readFile })).toEqual([]);
  expect(await missing([...musl, needs('liby.so.1'), settings], {}, { readFile })).toHaveLength(1);
});

test('/usr/local/lib is looked into by musl, and by glibc where its cache says so', async () => {
  const library = native('usr/local/lib/libx.so.1');
  const musl = native('lib/ld-musl-x86_64.so.1');

  expect(await missing([LOADER_FILE, library, program('a', ['libx.so.1'])])).toHaveLength(1);
  expect(
    await missing([musl, library, program('a', ['libx.so.1'], { interpreter: '/lib/ld-musl-x86_64.so.1' })]),
  ).toEqual([]);
});

test('a library for another processor is not the one', async () => {
  const foreign = native('usr/lib/libx.so.1', { machine: 'aarch64' });

  expect(await missing([LOADER_FILE, program('a', ['libx.so.1']), foreign])).toHaveLength(1);
});

test('a program without its loader cannot start', async () => {
  expect(await missing([program('a', [])])).toEqual([expect.stringContaining(`the loader ${LOADER}`)]);
});

test('a plug-in may need what its program has loaded from elsewhere, but not what is nowhere', async () => {
  const plugin = (needs: string) => native('app/java/lib/libnet.so', { needed: [needs] });
  const jvm = native('app/java/lib/server/libjvm.so', { soname: 'libjvm.so' });

  expect(await missing([plugin('libjvm.so'), jvm])).toEqual([]);
  expect(await missing([plugin('libjava.so'), jvm])).toHaveLength(1);
});

test("musl's loader is the C library too", async () => {
  const musl = native('lib/ld-musl-x86_64.so.1');
  const shop = program('shop', ['libc.musl-x86_64.so.1'], { interpreter: '/lib/ld-musl-x86_64.so.1' });

  expect(await missing([musl, shop])).toEqual([]);
  expect(await missing([shop])).toHaveLength(2);
});

test('a program for another processor is not looked at: it is dead weight, not broken', async () => {
  expect(await missing([program('a', ['libx.so.1'], { machine: 'aarch64' })])).toEqual([]);
});

test('a static program needs nothing', async () => {
  expect(await missing([native('a')])).toEqual([]);
});

// Proves that a path in an image is found as a container would find it, and that a wrong one gets the nearest.
import { effectiveFiles } from '@drydock/layers';
import { describe, expect, test } from 'vitest';
import { bytesText, fitPath, modeText, shorten } from '../src/image/format.ts';
import { instructionText } from '../src/image/instruction-text.ts';
import { archiveName, isPath } from '../src/image/named-path.ts';
import { plainPath, realPath } from '../src/image/why/image-path.ts';
import { nearPaths } from '../src/image/why/near-paths.ts';

const link = (path: string, target: string) => {
  return { path, type: 'symlink', size: 0, mode: 0o777, uid: 0, gid: 0, link: target } as const;
};
const file = (path: string) => ({ path, type: 'file', size: 1, mode: 0o644, uid: 0, gid: 0 }) as const;
const layer = { digest: '', diffId: '', transferBytes: 0, unpackedBytes: 0 };
const entries = [
  file('usr/bin/dash'),
  link('usr/bin/sh', 'dash'),
  link('bin', 'usr/bin'),
  link('loop', 'loop'),
  link('gone', '/no/where'),
  link('up', '../../../usr'),
];
const image = effectiveFiles({ layers: [{ ...layer, entries }] });

describe('a path', () => {
  test.for([
    ['bin/sh', 'usr/bin/sh'],
    ['up/bin/dash', 'usr/bin/dash'],
    ['usr/bin/sh', 'usr/bin/sh'],
    ['bin', 'bin'],
    ['loop/a', 'loop/a'],
    ['gone/a', 'gone/a'],
    ['', ''],
  ] as const)('%s stands at %s', ([path, expected]) => {
    expect(realPath(image, path)).toBe(expected);
  });

  test.for([
    ['usr/bin/dassh', ['usr/bin/dash']],
    ['opt/dash', ['usr/bin/dash']],
    ['ussr/bin/dash2', ['usr']],
    ['usr/bim/whatever', ['usr/bin']],
    ['usr/bin/zzzzzz', []],
  ] as const)('%s, which is not there, is near %j', ([wanted, near]) => {
    expect(nearPaths(image.keys(), wanted)).toEqual(near);
  });

  test('has no slashes at its ends, however it is written', () => {
    expect(['/a/b/', 'a//b', './a/../a/b'].map(plainPath)).toEqual(['a/b', 'a/b', 'a/b']);
  });
});

describe('a name of an image', () => {
  test.for([
    ['debian', false],
    ['debian:trixie-slim', false],
    ['localhost:5000/a/b@sha256:00', false],
    ['./debian', true],
    ['/tmp/oci', true],
    ['..', true],
    ['image.tar', true],
    ['a/image.tar.zst#a/b:1', true],
  ] as const)('%s is a path: %s', ([name, expected]) => {
    expect(isPath(name)).toBe(expected);
  });

  test('may choose one image of an archive', () => {
    expect(archiveName('a.tar#x/y:1')).toEqual({ path: 'a.tar', image: 'x/y:1' });
    expect(archiveName('a.tar')).toEqual({ path: 'a.tar', image: undefined });
  });

  test('is the whole of a name that a file has, # and all', () => {
    const isThere = (path: string) => path === 'a#b/image.tar' || path === 'a.tar#x';

    expect(isPath('a#b/image.tar')).toBe(true);
    expect(archiveName('a#b/image.tar', isThere)).toEqual({ path: 'a#b/image.tar', image: undefined });
    expect(archiveName('a.tar#x', isThere)).toEqual({ path: 'a.tar#x', image: undefined });
  });
});

describe('text', () => {
  test.for([
    ['COPY --link --from=a --chown=1:1 /b /c', [], 'COPY --from=a /b /c'],
    ['RUN --mount=type=cache,target=/x make', [], 'RUN make'],
    ['RUN <<EOF', ['set -eu\n# why\n\nmake\nmake install\n'], 'RUN make; make install'],
    ['COPY <<a /b', ['content'], 'COPY <<a /b'],
    ['RUN echo \x1b[31m', [], String.raw`RUN echo \x1b[31m`],
  ] as const)('of the instruction %j is short', ([text, heredocs, expected]) => {
    expect(instructionText({ text, heredocs })).toBe(expected);
  });

  test('of a number of bytes has the unit that suits', () => {
    const texts = [0, 999, 1_000, 999_949, 999_950, 8_600_000, 999_960_000, -1_500].map(bytesText);

    expect(texts).toEqual(['0 B', '999 B', '1.0 kB', '999.9 kB', '1.0 MB', '8.6 MB', '1.0 GB', '-1.5 kB']);
  });

  test('of a mode is as ls writes it', () => {
    expect([0o755, 0o4755, 0o2644, 0o1777, 0].map(modeText)).toEqual([
      'rwxr-xr-x',
      'rwsr-xr-x',
      'rw-r-Sr--',
      'rwxrwxrwt',
      '---------',
    ]);
  });

  test('is cut to fit, by columns and not by letters', () => {
    expect(shorten('abcdef', 4)).toBe('abc…');
    expect(shorten('漢字漢字', 5)).toBe('漢字…');
    expect(shorten('abc', 3)).toBe('abc');
    expect(fitPath('/usr/lib/some/where.so', 12)).toBe('/usr…here.so');
  });
});

import { base256, pax } from './make-tar.ts';
import type { Oddity } from './odd-layer.ts';

const long = (letter: string) => `${letter.repeat(120)}/${letter.repeat(90)}`;

/** Odd names, links and numbers. */
export const ODD_NAMES: readonly Oddity[] = [
  { what: 'a name with a dot before it', parts: [{ name: './dot' }], seen: ['-rw-r--r-- 0/0 0 dot'] },
  { what: 'an absolute name', parts: [{ name: '/absolute' }], seen: ['-rw-r--r-- 0/0 0 absolute'] },
  { what: 'a name with a step up', parts: [{ name: 'up/../stepped' }], seen: ['-rw-r--r-- 0/0 0 stepped'] },
  {
    what: 'a name that leads out of the image',
    parts: [{ name: '../../../escaped' }],
    seen: ['-rw-r--r-- 0/0 0 escaped'],
  },
  {
    what: 'a path twice: the later one counts',
    parts: [
      { name: 'twice', content: 'first' },
      { name: 'twice', content: 'second one', mode: 0o600 },
    ],
    seen: ['-rw------- 0/0 10 twice'],
  },
  {
    what: 'a path twice, with a hard link to the first',
    parts: [
      { name: 'again', content: 'first' },
      { name: 'again-link', flag: '1', link: 'again' },
      { name: 'again-other', flag: '1', link: 'again' },
      { name: 'again', content: 'second one' },
    ],
    seen: ['-rw-r--r-- 0/0 10 again', '-rw-r--r-- 0/0 5 again-link', '-rw-r--r-- 0/0 5 again-other'],
  },
  {
    what: 'a folder and then a file of its name',
    parts: [
      { name: 'turned/', flag: '5', mode: 0o755 },
      { name: 'turned/inside', content: 'x' },
      { name: 'turned', content: 'file' },
    ],
    seen: ['-rw-r--r-- 0/0 4 turned'],
  },
  {
    what: 'a file under a symlink of the same layer',
    parts: [
      { name: 'real/', flag: '5', mode: 0o755 },
      { name: 'through', flag: '2', link: 'real', mode: 0o777 },
      { name: 'through/file', content: 'x' },
    ],
    seen: ['drwxr-xr-x 0/0 0 real', '-rw-r--r-- 0/0 1 real/file', 'lrwxrwxrwx 0/0 0 through -> real'],
  },
  {
    what: 'hard links',
    parts: [
      { name: 'hard', content: 'hard', uid: 5 },
      { name: './link', flag: '1', link: '/hard', uid: 5, size: 4 }, // no content follows, whatever its size
    ],
    seen: ['-rw-r--r-- 5/0 4 hard', '-rw-r--r-- 5/0 4 link'],
  },
  {
    what: 'a name split over prefix and name',
    parts: [{ name: 'b'.repeat(99), prefix: 'a'.repeat(150), content: 'x' }],
    seen: [`drwxr-xr-x 0/0 0 ${'a'.repeat(150)}`, `-rw-r--r-- 0/0 1 ${'a'.repeat(150)}/${'b'.repeat(99)}`],
  },
  {
    what: 'a long name and a long link as GNU writes them',
    parts: [
      { name: '././@LongLink', flag: 'L', format: 'gnu', content: `${long('g')}\0` },
      { name: 'g', format: 'gnu', content: 'x' },
      { name: '././@LongLink', flag: 'K', format: 'gnu', content: `${long('h')}\0` },
      { name: 'gnu-link', flag: '2', format: 'gnu', link: 'h', mode: 0o777 },
    ],
    seen: [
      `drwxr-xr-x 0/0 0 ${'g'.repeat(120)}`,
      `-rw-r--r-- 0/0 1 ${long('g')}`,
      `lrwxrwxrwx 0/0 0 gnu-link -> ${long('h')}`,
    ],
  },
  {
    what: 'a long name and a long link as PAX writes them',
    parts: [
      pax([['path', long('p')]]),
      { name: 'p', content: 'x' },
      pax([['linkpath', long('q')]]),
      { name: 'pax-link', flag: '2', link: 'q', mode: 0o777 },
    ],
    seen: [
      `drwxr-xr-x 0/0 0 ${'p'.repeat(120)}`,
      `-rw-r--r-- 0/0 1 ${long('p')}`,
      `lrwxrwxrwx 0/0 0 pax-link -> ${long('q')}`,
    ],
  },
  {
    what: 'numbers that only PAX can say',
    parts: [
      pax([
        ['uid', '3000000'],
        ['gid', '4000000'],
        ['size', '7'],
        ['mtime', '1700000000.123'],
      ]),
      { name: 'pax-numbers', content: 'content', size: 0 },
    ],
    seen: ['-rw-r--r-- 3000000/4000000 7 pax-numbers'],
  },
  {
    what: 'numbers in base 256',
    parts: [
      {
        name: 'base-256',
        format: 'gnu',
        content: 'content',
        size: base256(7, 12),
        uid: base256(3_000_000, 8),
      },
    ],
    seen: ['-rw-r--r-- 3000000/0 7 base-256'],
  },
  {
    what: 'a PAX header for all that follows, to which no engine listens',
    parts: [
      pax(
        [
          ['path', 'of-all'],
          ['comment', 'x'],
        ],
        'g',
      ),
      { name: 'after-global', content: 'x' },
    ],
    seen: ['-rw-r--r-- 0/0 1 after-global'],
  },
];

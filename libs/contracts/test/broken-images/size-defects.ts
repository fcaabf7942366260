import type { Defect } from './defect.ts';

export const SIZE_DEFECTS: readonly Defect[] = [
  {
    name: 'a base that grew',
    clause: 'size.unpacked',
    says: '/usr/lib/fat.bin',
    from: 'fat-floor',
    base: 'fat-floor',
  },
  {
    name: 'a large file of its own',
    clause: 'size.own',
    says: '/app/data.bin',
    lines: 'COPY parts/zeros-250k /app/data.bin',
  },
  {
    name: 'a file that cannot be compressed',
    clause: 'size.transfer',
    says: '/app/noise.bin',
    lines: 'COPY parts/noise-150k /app/noise.bin',
  },
  {
    name: 'a heavy layer',
    clause: 'size.perLayer',
    says: 'layer 1',
    from: 'heavy-floor',
    base: 'heavy-floor',
  },
  {
    name: 'too many layers',
    clause: 'size.layers',
    says: 'layer 6',
    lines: 'COPY parts/a /app/a\nCOPY parts/b /app/b\nCOPY parts/c /app/c',
  },
  {
    name: 'a file sent twice',
    clause: 'size.wasted',
    says: '/app/releases/1/notes.txt',
    lines: 'COPY parts/notes.txt /app/releases/1/notes.txt',
  },
  {
    name: 'more files than before',
    clause: 'drift.unpacked',
    says: '/app/data.bin',
    lines: 'COPY parts/zeros-100k /app/data.bin',
    baseline: 'clean',
  },
  {
    name: 'fewer files than before',
    clause: 'drift.unpacked',
    says: '/app/data.bin',
    change: 'true',
    baseline: 'padded',
  },
  {
    name: 'the same bytes less well packed',
    clause: 'drift.transfer',
    says: '/app/…',
    lines: 'COPY parts/noise-35k /app/noise.bin',
    baseline: 'clean',
  },
  {
    name: 'another base',
    clause: 'base',
    says: 'layer 1',
    from: 'other-floor',
    unchecked: ['size.own'],
  },
];

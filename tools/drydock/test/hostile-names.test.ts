// Proves that whatever the names of an image are made of, no report of it acts on the terminal of its reader.
import type { ImageConfig, ImageContents, LayerEntry } from '@drydock/layers';
import { expect, test } from 'vitest';
import { clauseLines } from '../src/check/clause-lines.ts';
import { junitText } from '../src/check/junit-text.ts';
import { diffLines } from '../src/image/diff/diff-lines.ts';
import { diffReport } from '../src/image/diff/diff-report.ts';
import type { Terminal } from '../src/image/format.ts';
import { inspectLines } from '../src/image/inspect/inspect-lines.ts';
import { inspectReport } from '../src/image/inspect/inspect-report.ts';
import type { OpenedImage } from '../src/image/open-image.ts';
import { drawTree } from '../src/image/tree/draw-tree.ts';
import { fileTree } from '../src/image/tree/file-tree.ts';
import { plainTree } from '../src/image/tree/plain-tree.ts';
import { startTree } from '../src/image/tree/tree-state.ts';
import { whyLines } from '../src/image/why/why-lines.ts';
import { whyReport } from '../src/image/why/why-report.ts';

const PLAIN: Terminal = { columns: 400, paint: (_, text) => text };
/** A colour, a bell, a line of one's own, a control character of eight bits, and signs that turn text around. */
const HOSTILE = '\x1b[31m\x07\r\n\x9b\u061c\u200f\u202e\u2066x';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ACTS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const entry = (path: string, more: Partial<LayerEntry> = {}): LayerEntry => {
  return { path, type: 'file', size: 9, mode: 0o644, uid: 0, gid: 0, digest: `sha256:${path}`, ...more };
};

const CONFIG: ImageConfig = {
  os: HOSTILE,
  architecture: HOSTILE,
  variant: HOSTILE,
  author: HOSTILE,
  user: HOSTILE,
  workingDir: HOSTILE,
  entrypoint: [HOSTILE],
  cmd: [`a ${HOSTILE}`],
  env: { [HOSTILE]: HOSTILE },
  exposedPorts: [HOSTILE],
  volumes: [HOSTILE],
  labels: { [HOSTILE]: HOSTILE },
  stopSignal: HOSTILE,
  shell: [HOSTILE],
  onBuild: [HOSTILE],
  healthcheck: undefined,
  others: { [HOSTILE]: HOSTILE },
};

function open(name: string, config: Partial<ImageConfig> = {}): OpenedImage {
  const facts = { packages: [{ type: 'npm', name: HOSTILE, version: `${HOSTILE}${name}` }] } as const;
  const entries = [
    entry(`${HOSTILE}/${name}`, { size: 7 }),
    entry(`${HOSTILE}/same`),
    entry(`${HOSTILE}/link`, { type: 'symlink', link: `${HOSTILE}${name}` }),
    entry(`${HOSTILE}/noted`, { attributes: { [HOSTILE]: name } }),
    entry(`node_modules/${HOSTILE}/package.json`, { facts }),
    entry('var/lib/rpm/Packages'),
  ];
  const layer = { digest: name, diffId: name, transferBytes: 1, unpackedBytes: 43, entries };
  const image: ImageContents = {
    ref: HOSTILE,
    id: HOSTILE,
    config: { ...CONFIG, ...config },
    history: [{ createdBy: `RUN ${HOSTILE}${name}`, comment: HOSTILE, hasLayer: true }],
    layers: [{ ...layer, digest: '0', diffId: '0' }, layer],
    unpackedBytes: 86,
    transferBytes: 2,
  };
  return { image, steps: [], sources: undefined, source: { archive: '/none' } };
}

const one = open('a');
const signal = new AbortController().signal;
const verdict = {
  clause: HOSTILE,
  title: HOSTILE,
  subject: HOSTILE,
  status: 'broken',
  expected: HOSTILE,
  actual: HOSTILE,
  why: [HOSTILE],
  nextStep: HOSTILE,
} as const;
const result = {
  image: HOSTILE,
  contract: HOSTILE,
  path: '/none',
  unpackedBytes: 1,
  transferBytes: 1,
  clauses: [verdict],
};

test.each<[string, () => string | readonly string[] | Promise<readonly string[]>]>([
  ['inspect', () => inspectLines(inspectReport(one, { all: true }), PLAIN, { all: true })],
  ['the tree', () => plainTree(one.image, PLAIN)],
  [
    'the tree on a screen',
    () => {
      const labels = { title: 'a', layers: ['b', 'c'] };
      return drawTree(startTree(fileTree(one.image), { layers: 2, height: 30 }), labels, PLAIN);
    },
  ],
  ['why of a file', () => whyLines(whyReport(one, `/${HOSTILE}/same`), PLAIN)],
  ['why of a folder', () => whyLines(whyReport(one, `/${HOSTILE}`), PLAIN)],
  ['why of a link', () => whyLines(whyReport(one, `/${HOSTILE}/link`), PLAIN)],
  [
    'diff',
    async () => {
      const other = open('b', { user: `${HOSTILE}2`, env: {}, others: {}, labels: {}, exposedPorts: [] });
      return diffLines(await diffReport(one, other, { cacheDir: undefined, signal }), PLAIN, { all: true });
    },
  ],
  ['a clause', () => clauseLines(verdict, PLAIN)],
  ['JUnit', () => junitText({ results: [result], problems: [] })],
])('%s escapes what would act', async (_, report) => {
  const told = await report();
  const lines = typeof told === 'string' ? told.split('\n') : told;

  expect(lines.join('\n')).toMatch(/\\x1b|&#/);
  for (const line of lines) expect(line).not.toMatch(ACTS);
});

import { addLayer, type Tree } from './lay-over.ts';
import type { Attributes, GeneratedImage, Layer, Step } from './model.ts';

/** From 0 up to 1, the same for the same seed. */
type Random = () => number;
type Owned = Pick<Exclude<Step, { readonly kind: 'removal' }>, 'path' | 'uid' | 'gid' | 'time'>;

const MOST_STEPS = 9;
const NAMES = [
  'a',
  'b',
  'c',
  'd',
  'bin',
  'lib',
  'x y',
  '.hidden',
  'naïve-日本',
  'back\\slash',
  "it's",
  'per%cent',
  'line\nbreak',
];
const LONG = 'n'.repeat(120);
const TARGETS = ['a', '../b', '/a/b', '/nowhere', 'ü/ß', `/${LONG}/${LONG}`];
const MODES = [0o644, 0o600, 0o755, 0o4755, 0o2755, 0o444, 0o666];
const FOLDER_MODES = [0o755, 0o700, 0o1777, 0o2775];
const OWNERS = [0, 0, 1000, 65532, 200_000];
/** `cap_net_bind_service`, as the kernel keeps it. */
const CAPABILITY = '\x01\x00\x00\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00';

/** An image of two to six layers. What it holds is decided by `random` alone. */
export function drawImage(name: string, random: Random): GeneratedImage {
  const tree: Tree = new Map();
  const layers: Layer[] = [];
  const count = 2 + below(random, 5);
  while (layers.length < count) {
    const isRepeated = layers.length > 1 && oneIn(random, 4);
    const blocked = blockedPaths(layers);
    const layer = isRepeated ? pick(random, layers) : drawLayer({ tree, blocked }, random);
    if (layer.some(({ path }) => isBelow(path, blocked))) continue;
    layers.push(layer);
    addLayer(tree, layer);
  }
  return { name, layers };
}

/** What is drawn from: what the layers so far come to. */
interface Drawn {
  readonly tree: Tree;
  readonly blocked: ReadonlySet<string>;
}

/**
 * Paths that are, or once were, something else than a folder, or nothing. containerd refuses a layer with something
 * below one of them, unless it has the folder too, as the layers of builders have.
 */
function blockedPaths(layers: readonly Layer[]): ReadonlySet<string> {
  return new Set(layers.flat().flatMap(({ kind, path }) => (kind === 'folder' ? [] : [path])));
}

function isBelow(path: string, blocked: ReadonlySet<string>): boolean {
  const names = path.split('/');
  return names.some((_, index) => index > 0 && blocked.has(names.slice(0, index).join('/')));
}

function drawLayer(drawn: Drawn, random: Random): Layer {
  const layer: Step[] = [];
  const wanted = 1 + below(random, MOST_STEPS);
  for (let tries = 0; layer.length < wanted && tries < 10 * wanted; tries++) {
    const step = drawStep(drawn, layer, random);
    if (step && !layer.some((other) => isInTheWay(other, step)) && !isUnfounded(layer, step))
      layer.push(step);
  }
  // As tar programs write them: what is removed first, then each folder before what is in it.
  return layer.sort((a, b) => Number(b.kind === 'removal') - Number(a.kind === 'removal'));
}

/** A layer says one thing of a path, and nothing below what it removes or makes a file of. */
function isInTheWay(other: Step, step: Step): boolean {
  if (other.path === step.path) return true;
  if (step.path.startsWith(`${other.path}/`)) return other.kind !== 'folder';
  return other.path.startsWith(`${step.path}/`);
}

/**
 * Whether a step stands in an opaque folder, and the layer lacks a folder between. containerd gives that one the owner
 * of the folder it hides, other stores do not, and builders never leave it out.
 */
function isUnfounded(layer: Layer, { path }: Step): boolean {
  const parent = path.split('/').slice(0, -1).join('/');
  const isHeld = layer.some((step) => step.kind === 'folder' && step.path === parent);
  return (
    !isHeld &&
    layer.some((step) => step.kind === 'folder' && step.isOpaque && path.startsWith(`${step.path}/`))
  );
}

function drawStep({ tree, blocked }: Drawn, layer: Layer, random: Random): Step | undefined {
  const isOnOld = tree.size > 0 && !oneIn(random, 2);
  const path = isOnOld ? pick(random, [...tree.keys()]) : newPath(tree, layer, random);
  if (isBelow(path, blocked)) return undefined;
  if (isOnOld && oneIn(random, 2)) return { kind: 'removal', path };
  const owned = {
    path,
    uid: pick(random, OWNERS),
    gid: pick(random, OWNERS),
    time: 1_000_000_000 + below(random, 1e8),
  };
  const files = layer.filter(({ kind }) => kind === 'file');
  const draws: readonly [weight: number, draw: () => Step | undefined][] = [
    [
      8,
      () => ({
        ...owned,
        kind: 'file',
        mode: pick(random, MODES),
        content: drawContent(random),
        attributes: drawAttributes(random, true),
      }),
    ],
    [
      5,
      () => ({
        ...owned,
        kind: 'folder',
        mode: pick(random, FOLDER_MODES),
        isOpaque: isOnOld && oneIn(random, 3),
        attributes: drawAttributes(random, false),
      }),
    ],
    [2, () => ({ ...owned, kind: 'symlink', mode: 0o777, target: pick(random, TARGETS) })],
    [2, () => hardLink(owned, files, random)],
    [
      1,
      () => ({
        ...owned,
        kind: 'device',
        mode: 0o600,
        flag: pick(random, ['3', '4'] as const),
        major: 1 + below(random, 300),
        minor: below(random, 300),
      }),
    ],
    [1, () => ({ ...owned, kind: 'pipe', mode: 0o640 })],
  ];
  return pick(
    random,
    draws.flatMap(([weight, draw]) => Array.from({ length: weight }, () => draw)),
  )();
}

/** Mostly with what its file has, as engines write it. An owner or a mode of its own becomes that of the file. */
function hardLink(owned: Owned, files: Layer, random: Random): Step | undefined {
  const file = files.length > 0 ? pick(random, files) : undefined;
  if (file?.kind !== 'file') return undefined;
  const { mode, uid, gid, time, attributes, path: target } = file;
  const link = { ...owned, kind: 'hard link', target } as const;
  if (oneIn(random, 4)) return { ...link, mode: pick(random, MODES), attributes: {} };
  return { ...link, mode, uid, gid, time, attributes };
}

function newPath(tree: Tree, layer: Layer, random: Random): string {
  const folders = [
    '',
    ...[...tree].filter(([, { step }]) => step.kind === 'folder').map(([path]) => path),
    ...layer.filter(({ kind }) => kind === 'folder').map(({ path }) => path),
  ];
  const between = oneIn(random, 5) ? pick(random, NAMES) : '';
  const name = oneIn(random, 15) ? LONG : pick(random, NAMES);
  return [pick(random, folders), between, name].filter(Boolean).join('/');
}

/** Now and then what another file has. */
function drawContent(random: Random): string {
  if (oneIn(random, 8)) return '';
  if (oneIn(random, 4)) return 'the same in many files\n';
  return String.fromCharCode(97 + below(random, 26)).repeat(1 + below(random, 3000)) + below(random, 1e9);
}

function drawAttributes(random: Random, mayHaveCapabilities: boolean): Attributes {
  return {
    ...(oneIn(random, 6) ? { 'user.note': `n\x00${below(random, 9)}` } : {}),
    ...(mayHaveCapabilities && oneIn(random, 8) ? { 'security.capability': CAPABILITY } : {}),
  };
}

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

function oneIn(random: Random, times: number): boolean {
  return below(random, times) === 0;
}

function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[below(random, values.length)];
  if (value === undefined) throw new Error('there is nothing to pick from');
  return value;
}

import { DrydockError } from '@drydock/engine';
import type { SourceHop, SourceStep } from '@drydock/images';
import {
  type EffectiveFile,
  effectiveFiles,
  findFile,
  type PackageIndex,
  packageIndex,
} from '@drydock/layers';
import { instructionText, placeOf } from '../instruction-text.ts';
import { type LayerReport, layerReports } from '../layer-report.ts';
import type { OpenedImage } from '../open-image.ts';
import { type FileVersion, fileTree, type TreeNode } from '../tree/file-tree.ts';
import { type ContentsReport, contentsOf } from './folder-contents.ts';
import { plainPath, realPath } from './image-path.ts';
import { nearPaths } from './near-paths.ts';

/** All there is to say about one path of an image, and the JSON of `why`. */
export interface WhyReport {
  readonly ref: string;
  /** As it was asked for, absolute. */
  readonly path: string;
  /** Where the links above it lead: the same as `path` when there are none. */
  readonly realPath: string;
  /** False when a later layer removed it. */
  readonly isPresent: boolean;
  readonly type: FileVersion['type'];
  readonly sizeBytes: number;
  /** Permission bits, e.g. 493 for `rwxr-xr-x`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly link: LinkReport | null;
  /** The layer that gave it its present form, or its last one; null in an image without layers. */
  readonly layer: LayerReport | null;
  readonly removedBy: LayerReport | null;
  readonly layers: number;
  /** Where a COPY took it from, nearest first. */
  readonly from: readonly HopReport[];
  readonly package: PackageName | null;
  /** What each layer made of it, lowest first. */
  readonly versions: readonly VersionReport[];
  /** Of a folder. */
  readonly contents: ContentsReport | null;
}

interface LinkReport {
  readonly target: string;
  /** The path in the image that it leads to in the end; null when there is none. */
  readonly leadsTo: string | null;
  readonly isHardLink: boolean;
}

export interface HopReport extends Pick<SourceHop, 'kind' | 'name' | 'path' | 'isCertain'> {
  /** What in the text of a RUN gives it away, and the command of it that says so. */
  readonly named: string | null;
  readonly command: string | null;
  readonly step: (Pick<SourceStep, 'file' | 'line' | 'stage'> & { readonly instruction: string }) | null;
}

interface PackageName {
  readonly type: string;
  readonly name: string;
  readonly version: string;
}

interface VersionReport {
  readonly layer: number;
  readonly change: FileVersion['change'];
  readonly sizeBytes: number;
  /** `file:line` of the instruction, else the instruction. */
  readonly madeBy: string;
}

/** Throws, with the nearest paths, when the image never held the path. */
export function whyReport(opened: OpenedImage, wanted: string): WhyReport {
  const { image } = opened;
  const files = effectiveFiles(image);
  const asked = plainPath(wanted);
  const path = realPath(files, asked);
  const root = fileTree(image);
  const node = findNode(root, path) ?? findNode(root, asked);
  if (!node) throw missing(files.keys(), { ref: image.ref, path: asked });
  const last = node.versions.at(-1) ?? node.versions[0];
  // Of what was removed, the layer that had it is the one to tell of; the one that removed it is told beside.
  const held = node.versions.findLast(({ change }) => change !== 'removed') ?? last;
  const layers = layerReports(opened);
  const packages = packageIndex(image);
  const { type, size, mode, uid, gid } = held;
  return {
    ref: image.ref,
    path: `/${asked}`,
    realPath: `/${path}`,
    isPresent: last.change !== 'removed',
    type,
    sizeBytes: files.get(path)?.size ?? size,
    mode,
    uid,
    gid,
    link: linkOf(held, { files, path }),
    layer: layers[held.layer] ?? null,
    removedBy: last.change === 'removed' ? (layers[last.layer] ?? null) : null,
    layers: layers.length,
    from: hopsOf(opened, { layer: held.layer, path }),
    package: packageOf(packages, path),
    versions: node.versions.map((version) => versionReport(version, layers[version.layer])),
    contents: type === 'directory' && last.change !== 'removed' ? contentsOf(files, path, packages) : null,
  };
}

function missing(
  paths: Iterable<string>,
  { ref, path }: { readonly ref: string; readonly path: string },
): DrydockError {
  const near = nearPaths(paths, path).map((each) => `/${each}`);
  const [first] = near;
  const question = first === undefined ? '' : `; did you mean "${first}"?`;
  return new DrydockError('unknown-name', `the image "${ref}" has no "/${path}"${question}`, {
    nextStep:
      near.length > 1
        ? `also near: ${near.slice(1).join(', ')}`
        : `see what it holds: drydock inspect --tree ${ref}`,
  });
}

function findNode(root: TreeNode, path: string): TreeNode | undefined {
  let node: TreeNode | undefined = root;
  for (const name of path === '' ? [] : path.split('/')) {
    node = node?.children.find((child) => child.name === name);
  }
  return node;
}

function linkOf(
  { link, type }: FileVersion,
  { files, path }: { readonly files: ReadonlyMap<string, EffectiveFile>; readonly path: string },
): LinkReport | null {
  if (link === undefined) return null;
  if (type !== 'symlink')
    return { target: `/${link}`, leadsTo: files.has(link) ? `/${link}` : null, isHardLink: true };
  const end = findFile(files, path);
  return { target: link, leadsTo: end ? `/${end.path}` : null, isHardLink: false };
}

function hopsOf(
  { sources, steps }: OpenedImage,
  { layer, path }: { readonly layer: number; readonly path: string },
): HopReport[] {
  const step = steps.find((each) => each.layer === layer)?.source;
  if (!step || !sources) return [];
  return sources
    .follow(step, path)
    .map(({ kind, name, path: there, isCertain, named, command, step: by }) => ({
      kind,
      name,
      path: there,
      isCertain,
      named: named ?? null,
      command: command ?? null,
      step: by ? { file: by.file, line: by.line, stage: by.stage, instruction: instructionText(by) } : null,
    }));
}

function packageOf(packages: PackageIndex, path: string): PackageName | null {
  const found = packages.of(path);
  return found ? { type: found.type, name: found.name, version: found.version } : null;
}

function versionReport({ layer, change, size }: FileVersion, made: LayerReport | undefined): VersionReport {
  const madeBy = made?.source ? placeOf(made.source) : (made?.instruction ?? '');
  return { layer: layer + 1, change, sizeBytes: size, madeBy };
}

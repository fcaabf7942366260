import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import type { Context } from '../context.ts';
import { type DiffReport, diffReport } from '../image/diff/diff-report.ts';
import { layersFolder, openPair } from '../image/open-image.ts';
import { copySources, type SourceCopy } from '../source-copy.ts';
import { type Archive, type ArchiveRequest, buildArchives } from './build-archives.ts';

export interface RebuildRequest extends ArchiveRequest {
  readonly times: number;
}

/** What became of one image in several builds. */
export interface Rebuilt {
  readonly target: string;
  /** Of the first build, which the others are held against. */
  readonly digest: string;
  readonly path: string;
  readonly builds: number;
  readonly identical: number;
  /** The first build that gave another image, and what is different in it. */
  readonly difference: { readonly path: string; readonly report: DiffReport } | null;
}

/** What no build may depend on. The folder is another one each time by itself. */
const SURROUNDINGS = [
  { umask: 0o022, timeZone: 'UTC' },
  { umask: 0o077, timeZone: 'Pacific/Kiritimati' },
  { umask: 0o002, timeZone: 'America/St_Johns' },
] as const;

interface Elsewhere {
  readonly copy: SourceCopy;
  readonly timeZone: string;
}

/** Builds the same sources several times, each time as if on another machine, and holds the images together. */
export async function rebuild(context: Context, engine: Engine, request: RebuildRequest): Promise<Rebuilt[]> {
  const builds: Archive[][] = [];
  await using copies = new AsyncDisposableStack();
  for (const [index, { copy, timeZone }] of (await copyElsewhere(context, request.times, copies)).entries()) {
    const number = String(index + 1);
    context.progress.note(`build ${number} of ${request.times}`);
    const there = { ...engine, env: { ...engine.env, TZ: timeZone } };
    const folder = join(request.folder, number);
    const archives = await buildArchives({ ...context, root: copy.folder }, there, { ...request, folder });
    await dropIdentical(builds[0], archives);
    builds.push(archives);
  }
  const [first = []] = builds;
  const rebuilt: Rebuilt[] = [];
  for (const archive of first) rebuilt.push(await compare(context, archive, builds));
  return rebuilt;
}

/** All copies before the first build: builds take minutes, and somebody may edit the sources meanwhile. */
async function copyElsewhere(
  context: Context,
  times: number,
  copies: AsyncDisposableStack,
): Promise<Elsewhere[]> {
  const elsewhere: Elsewhere[] = [];
  for (let number = 0; number < times; number += 1) {
    const { umask, timeZone } = SURROUNDINGS[number % SURROUNDINGS.length] ?? SURROUNDINGS[0];
    elsewhere.push({ copy: copies.use(await copySources(context, { umask })), timeZone });
  }
  return elsewhere;
}

/** What is the same to the last byte need not be kept twice. */
async function dropIdentical(
  first: readonly Archive[] | undefined,
  later: readonly Archive[],
): Promise<void> {
  for (const { target, digest, path } of later)
    if (first?.some((archive) => archive.target === target && archive.digest === digest))
      await rm(path, { force: true });
}

async function compare(
  context: Context,
  { target, digest, path }: Archive,
  builds: readonly (readonly Archive[])[],
): Promise<Rebuilt> {
  const all = builds.flatMap((archives) => archives.filter((archive) => archive.target === target));
  const other = all.find((archive) => archive.digest !== digest);
  const identical = all.filter((archive) => archive.digest === digest).length;
  const difference = other && {
    path: other.path,
    report: await reportOf(context, [path, other.path]),
  };
  return { target, digest, path, builds: all.length, identical, difference: difference ?? null };
}

async function reportOf(context: Context, paths: [string, string]): Promise<DiffReport> {
  const [before, after] = await openPair(context, paths);
  return diffReport(before, after, { cacheDir: layersFolder(context), signal: context.signal });
}

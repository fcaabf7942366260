import { join } from 'node:path';
import { DrydockError, type Engine, type Environment } from '@drydock/engine';
import { buildAndReport } from '../build-and-report.ts';
import type { Context } from '../context.ts';

export interface Archive {
  readonly target: string;
  /** Of the image's manifest: the same digest, the same image to the last byte. */
  readonly digest: string;
  readonly path: string;
}

export interface ArchiveRequest {
  readonly targets: readonly string[];
  /** Absolute. */
  readonly folder: string;
  readonly noCache?: boolean | 'requested';
}

/** Builds images into OCI archives that are the same whenever and wherever they are built. */
export async function buildArchives(
  context: Context,
  engine: Engine,
  { targets, folder, noCache = false }: ArchiveRequest,
): Promise<Archive[]> {
  const archives = { folder, epoch: epochOf(context.env) };
  const { images } = await buildAndReport(context, engine, { targets, noCache, archives });
  if (images.length === 0)
    throw new DrydockError('usage', `no image among ${targets.map((name) => `"${name}"`).join(', ')}`, {
      nextStep: 'name targets that docker/bake.hcl gives a tag',
    });
  return images.map(({ target, digest }) => ({ target, digest, path: join(folder, `${target}.tar`) }));
}

/** As `CHANGED` in apps/image-of-the-day/Dockerfile: Java refuses prepared classes whose jar has another time. */
const DEFAULT_EPOCH = Date.parse('2026-01-01T00:00:00Z') / 1_000;

/**
 * SOURCE_DATE_EPOCH as other tools read it, or a date that stays. The time of the last commit, which is often taken,
 * would give every layer a new digest with every commit.
 */
function epochOf({ SOURCE_DATE_EPOCH: given }: Environment): number {
  if (given === undefined || given === '') return DEFAULT_EPOCH;
  if (/^\d+$/.test(given)) return Number(given);
  throw new DrydockError('usage', `SOURCE_DATE_EPOCH is "${given}", and must be seconds since 1970`, {
    nextStep: 'for the time of the last commit: SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)',
  });
}

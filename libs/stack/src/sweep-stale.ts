import { type Engine, isGone, parseOwner, sweepOwnFolders } from '@drydock/engine';
import { type LabelledObject, labelledObjects, removeLabelled } from './labelled-objects.ts';
import { OWNER_LABEL, START_LABEL } from './labels.ts';

/**
 * Removes what processes left behind that are gone, killed ones included: containers, networks, volumes, and folders for
 * temporary files.
 * Leaves alone what has no owner, as a stack that a person started has none, what has a living owner or one that cannot
 * be judged from here, and everything that does not carry our labels. Gives back what was removed of the engine.
 */
export async function sweepStale(engine: Engine): Promise<readonly LabelledObject[]> {
  await sweepOwnFolders();
  const abandoned = (await labelledObjects(engine, OWNER_LABEL)).filter(isAbandoned);
  const stale = new Set(abandoned.map(({ start }) => start));
  const removed = await Promise.all(
    [...stale].map((start) => removeLabelled(engine, `${START_LABEL}=${start}`)),
  );
  return removed.flat();
}

function isAbandoned({ owner, start, keptFor }: LabelledObject): boolean {
  const process = parseOwner(owner);
  return process !== undefined && start !== '' && keptFor === '' && isGone(process);
}

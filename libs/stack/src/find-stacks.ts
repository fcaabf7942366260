import { type Engine, isGone, parseOwner } from '@drydock/engine';
import { type LabelledObject, labelledObjects } from './labelled-objects.ts';
import { STACK_LABEL } from './labels.ts';

export interface FoundStack {
  readonly name: string;
  /** Nobody answers for it: it runs until `stopStack`. */
  readonly isDetached: boolean;
  /** It belongs to a process that is gone; the next sweep removes it. */
  readonly isStale: boolean;
  /** The process which started it. */
  readonly ownerPid: number | undefined;
  readonly containers: number;
}

/** All stacks in the engine, whoever started them, by name. */
export async function findStacks(engine: Engine): Promise<FoundStack[]> {
  const groups = Map.groupBy(await labelledObjects(engine, STACK_LABEL), ({ stack }) => stack);
  return [...groups]
    .map(([name, objects]) => summarize(name, objects))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

function summarize(name: string, objects: readonly LabelledObject[]): FoundStack {
  const owner = parseOwner(objects[0]?.owner ?? '');
  const isDetached = objects.some((object) => object.isDetachMarker);
  return {
    name,
    isDetached,
    isStale: !isDetached && owner !== undefined && isGone(owner),
    ownerPid: owner?.pid,
    containers: objects.filter(({ kind }) => kind === 'container').length,
  };
}

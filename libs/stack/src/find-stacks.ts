import { type Engine, isGone, parseOwner } from '@drydock/engine';
import { type LabelledObject, labelledObjects } from './labelled-objects.ts';
import { STACK_LABEL } from './labels.ts';

export interface FoundStack {
  readonly name: string;
  /** A person started it, and it runs until `stopStack`. */
  readonly isKept: boolean;
  /** The folder of the compose file that it was started from, if a person did. Else empty. */
  readonly keptFor: string;
  /** It belongs to a process that is gone; the next sweep removes it. */
  readonly isStale: boolean;
  /** The process which started it. */
  readonly ownerPid: number | undefined;
  readonly containers: number;
  /** Names, of a stack that was stopped too. */
  readonly volumes: readonly string[];
}

/** All stacks in the engine, whoever started them, by name. One of which only volumes are left is among them. */
export async function findStacks(engine: Engine): Promise<FoundStack[]> {
  const groups = Map.groupBy(await labelledObjects(engine, STACK_LABEL), ({ stack }) => stack);
  return [...groups]
    .map(([name, objects]) => summarize(name, objects))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

function summarize(name: string, objects: readonly LabelledObject[]): FoundStack {
  const owner = parseOwner(objects[0]?.owner ?? '');
  // What runs says more of it than a volume that an earlier start has left.
  const keptFor = (objects.find(({ kind }) => kind !== 'volume') ?? objects[0])?.keptFor ?? '';
  const isKept = keptFor !== '';
  return {
    name,
    isKept,
    keptFor,
    isStale: !isKept && owner !== undefined && isGone(owner),
    ownerPid: owner?.pid,
    containers: objects.filter(({ kind }) => kind === 'container').length,
    volumes: objects.filter(({ kind }) => kind === 'volume').map(({ name: volume }) => volume),
  };
}

import { realpathSync } from 'node:fs';
import { DrydockError, type Engine } from '@drydock/engine';
import { type AnonymousVolume, anonymousVolumes } from './anonymous-volumes.ts';
import { type FoundStack, findStacks } from './find-stacks.ts';
import { labelledObjects } from './labelled-objects.ts';
import { STACK_LABEL } from './labels.ts';
import { stopStack } from './stop-stack.ts';

/** Says early what is taken. Of two who start at the same moment, the volumes or the container names decide. */
export async function refuseTaken(engine: Engine, name: string): Promise<readonly never[]> {
  const found = await labelledObjects(engine, `${STACK_LABEL}=${name}`);
  if (found.length > 0) throw nameTaken(name);
  return [];
}

export function nameTaken(name: string): DrydockError {
  return new DrydockError('stack-exists', `a stack called "${name}" is there already`, {
    nextStep: `use it, or stop it first: drydock down ${name}`,
  });
}

export interface Place {
  readonly name: string;
  /** The folder of the compose file. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Stops what was started under this name before, and keeps its volumes. Gives back its anonymous ones, which nobody would
 * find again. `refuseForeignStack` says first whether it may be stopped.
 */
export async function stopEarlierStart(
  engine: Engine,
  { name, signal }: Place,
): Promise<readonly AnonymousVolume[]> {
  const containers = await labelledObjects(engine, `${STACK_LABEL}=${name}`, ['container']);
  const anonymous = await anonymousVolumes(engine, containers);
  await stopStack(engine, name, { keepsVolumes: true, signal });
  return anonymous;
}

/** Throws when what has this name in the engine belongs to another folder that is still there, or to a process. */
export async function refuseForeignStack(engine: Engine, { name, folder }: Place): Promise<void> {
  const found = (await findStacks(engine)).find((stack) => stack.name === name);
  if (found === undefined || isOver(found) || found.isStale) return;
  if (!found.isKept)
    throw new DrydockError(
      'stack-exists',
      `the stack "${name}" belongs to process ${found.ownerPid}, which runs`,
      {
        nextStep: `wait until that process has ended, or stop its stack by name: drydock down ${name}`,
      },
    );
  if (found.keptFor === realpathSync(folder) || !isThere(found.keptFor)) return;
  throw new DrydockError(
    'stack-exists',
    `the stack "${name}" was started from another folder: ${found.keptFor}`,
    {
      nextStep: `stop it there, or from here by name: drydock down ${name}`,
    },
  );
}

/** Nothing runs any more; what it stored is shared by all who use its name, as Compose has it. */
function isOver({ containers }: FoundStack): boolean {
  return containers === 0;
}

/** A folder that was moved or removed has nobody who could miss the stack. One that may not be looked at has. */
function isThere(folder: string): boolean {
  try {
    realpathSync(folder);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

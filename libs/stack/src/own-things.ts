import { randomUUID } from 'node:crypto';
import { currentOwner, type Engine, formatOwner } from '@drydock/engine';
import { removeLabelled } from './labelled-objects.ts';
import { labelArguments, OWNER_LABEL, START_LABEL } from './labels.ts';

/** Names and labels for containers, networks and volumes that are made by hand and belong to this process. */
export interface OwnThings extends AsyncDisposable {
  /** Different for each. Names of what is made begin with it. */
  readonly name: string;
  /** `--label …`, for `docker run` and `docker network create`. */
  readonly labels: readonly string[];
  /** Removes all that carries the labels. What a killed process leaves is found by `sweepStale`. */
  readonly remove: () => Promise<void>;
}

export function ownThings(engine: Engine): OwnThings {
  const start = randomUUID();
  const remove = async () => {
    await removeLabelled(engine, `${START_LABEL}=${start}`);
  };
  return {
    name: `drydock-own-${start.slice(0, 8)}`,
    labels: labelArguments({ [OWNER_LABEL]: formatOwner(currentOwner()), [START_LABEL]: start }),
    remove,
    [Symbol.asyncDispose]: remove,
  };
}

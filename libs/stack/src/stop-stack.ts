import { type Engine, runDocker } from '@drydock/engine';
import {
  type LabelledObject,
  labelledObjects,
  type RemoveOptions,
  removeLabelled,
} from './labelled-objects.ts';
import { STACK_LABEL } from './labels.ts';

/** Longer than any grace period a compose file should ask for. */
const STOP_TIMEOUT_MS = 120_000;

/**
 * Stops a stack by its name and removes everything of it: containers, network, and volumes unless they are to stay.
 * The services are asked to end (SIGTERM) and get the grace period of the compose file. Gives what was removed: nothing,
 * if there is no such stack.
 */
export async function stopStack(
  engine: Engine,
  name: string,
  { signal, ...options }: RemoveOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly LabelledObject[]> {
  const label = `${STACK_LABEL}=${name}`;
  const containers = await labelledObjects(engine, label, ['container']);
  const ids = containers.map(({ id }) => id);
  // Its result does not matter: what is left is removed, running or not.
  if (ids.length > 0) await runDocker(engine, ['stop', ...ids], { timeoutMs: STOP_TIMEOUT_MS, signal });
  return removeLabelled(engine, label, options);
}

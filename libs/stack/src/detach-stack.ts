import type { Engine } from '@drydock/engine';
import { dockerOutput } from './docker-output.ts';
import { DETACHED_LABEL, type Labels, labelArguments } from './labels.ts';

/**
 * Says in the engine that nobody has to answer for the stack any more. Labels of what exists cannot be changed, so an
 * empty volume that carries the stack's labels says it: one step, done or not done, and it goes when the stack goes.
 */
export async function detachStack(
  engine: Engine,
  stack: { readonly name: string; readonly labels: Labels },
): Promise<void> {
  const labels = { ...stack.labels, [DETACHED_LABEL]: 'true' };
  await dockerOutput(engine, ['volume', 'create', ...labelArguments(labels), `${stack.name}_detached`]);
}

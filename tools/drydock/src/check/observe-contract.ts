import { dirname } from 'node:path';
import type { ObservedBehaviour } from '@drydock/contracts';
import type { Engine } from '@drydock/engine';
import { observeService } from '@drydock/stack';
import type { Context } from '../context.ts';
import type { LoadedContract } from './load-contract.ts';

/** Runs the image of a contract as the service that it names, by the compose file that Compose finds in its folder. */
export async function observeContract(
  context: Context,
  engine: Engine,
  { contract: { image }, path, service }: Pick<LoadedContract, 'contract' | 'path'> & { service: string },
): Promise<ObservedBehaviour> {
  context.progress.step(`running ${image} as the service ${service}`);
  const { signal } = context;
  return observeService(engine, { root: dirname(path), service, image, signal });
}

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ObservedBehaviour } from '@drydock/contracts';
import { DrydockError, type Engine } from '@drydock/engine';
import { observeService } from '@drydock/stack';
import type { Context } from '../context.ts';
import type { LoadedContract } from './load-contract.ts';

/** As Compose looks for them. */
const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** Runs the image of a contract as the service that it names, by the nearest compose file: beside it, or above. */
export async function observeContract(
  context: Context,
  engine: Engine,
  { contract: { image }, path, service }: Pick<LoadedContract, 'contract' | 'path'> & { service: string },
): Promise<ObservedBehaviour> {
  context.progress.step(`running ${image} as the service ${service}`);
  const compose = nearestCompose(dirname(path));
  if (compose === undefined)
    throw new DrydockError('unknown-name', `there is no compose file beside the contract, or above it`, {
      nextStep: `write a compose.yaml with the service "${service}", or leave "behaviour" out`,
    });
  const { signal } = context;
  return observeService(engine, { root: dirname(compose), file: basename(compose), service, image, signal });
}

function nearestCompose(folder: string): string | undefined {
  const found = COMPOSE_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found !== undefined || dirname(folder) === folder) return found;
  return nearestCompose(dirname(folder));
}

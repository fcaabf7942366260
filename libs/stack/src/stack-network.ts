import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { z } from 'zod';
import { dockerOutput } from './docker-output.ts';
import { type Labels, labelArguments, STACK_LABEL } from './labels.ts';

const inspectSchema = z.array(
  z.object({
    Driver: z.string(),
    Labels: z.record(z.string(), z.string()).nullish(),
    Containers: z.record(z.string(), z.object({ Name: z.string() })).nullish(),
  }),
);
const aliasSchema = z.array(
  z.object({
    NetworkSettings: z.object({
      Networks: z.record(z.string(), z.object({ Aliases: z.array(z.string()).nullish() })),
    }),
  }),
);

/**
 * Creates the network, or adopts one of that name that somebody made by hand (`docker network create nat`) and
 * that holds nobody of the same names. Gives back whether it was adopted: then it is not ours to remove.
 */
export async function joinNetwork(
  engine: Engine,
  options: { network: string; labels: Labels; names: readonly string[]; signal: AbortSignal },
): Promise<{ readonly isAdopted: boolean }> {
  const { network, labels, names, signal } = options;
  const args = ['network', 'create', '--driver', 'bridge', ...labelArguments(labels), network];
  const created = await runDocker(engine, args, { signal });
  if (created.exitCode === 0) return { isAdopted: false };
  if (!created.stderr.includes('already exists'))
    throw new DrydockError('network-conflict', `network "${network}" cannot be created`, {
      evidence: created.stderr.trim().split('\n'),
      nextStep: 'when addresses have run out, remove networks nobody uses: docker network prune',
    });
  await refuseForeign(engine, network, names);
  return { isAdopted: true };
}

async function refuseForeign(engine: Engine, network: string, names: readonly string[]): Promise<void> {
  const [found] = inspectSchema.parse(
    JSON.parse(await dockerOutput(engine, ['network', 'inspect', network])),
  );
  const labels = found?.Labels ?? {};
  const stack = labels[STACK_LABEL];
  if (stack)
    throw conflict(
      network,
      `belongs to the stack "${stack}"`,
      `stop that stack first: drydock down ${stack}`,
    );
  const project = labels['com.docker.compose.project'];
  if (project)
    throw conflict(
      network,
      `belongs to Compose's project "${project}"`,
      `stop it first: docker compose --project-name ${project} down`,
    );
  if (found?.Driver !== 'bridge')
    throw conflict(
      network,
      `is a ${found?.Driver} network, and not a bridge`,
      `remove it: docker network rm ${network}`,
    );
  const taken = await takenNames(engine, network, Object.keys(found.Containers ?? {}), names);
  if (taken.length > 0)
    throw conflict(
      network,
      `already has a container called ${taken.join(', ')}`,
      `see which: docker network inspect ${network}`,
    );
}

/** Two containers of one name on a network get the calls by turns, which nobody wants to find out by watching. */
async function takenNames(
  engine: Engine,
  network: string,
  containerIds: readonly string[],
  names: readonly string[],
): Promise<string[]> {
  if (containerIds.length === 0) return [];
  const containers = aliasSchema.parse(JSON.parse(await dockerOutput(engine, ['inspect', ...containerIds])));
  const present = containers.flatMap(
    (container) => container.NetworkSettings.Networks[network]?.Aliases ?? [],
  );
  return names.filter((name) => present.includes(name));
}

function conflict(network: string, what: string, nextStep: string): DrydockError {
  return new DrydockError('network-conflict', `network "${network}" ${what}`, { nextStep });
}

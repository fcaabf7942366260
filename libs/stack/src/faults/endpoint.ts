import { z } from 'zod';
import { dockerOutput } from '../docker-output.ts';
import type { FaultTarget } from './fault-target.ts';

const inspectSchema = z.tuple([
  z.object({
    NetworkSettings: z.object({
      Networks: z.record(z.string(), z.object({ Aliases: z.array(z.string()).nullish() })),
    }),
  }),
]);

/** By which other names the network knows a container; `undefined` when it is not on it. */
export async function aliasesOf(target: FaultTarget): Promise<readonly string[] | undefined> {
  const { engine, containerId, network } = target;
  const [container] = inspectSchema.parse(JSON.parse(await dockerOutput(engine, ['inspect', containerId])));
  const endpoint = container.NetworkSettings.Networks[network];
  return endpoint && (endpoint.Aliases ?? []);
}

export async function disconnect({ engine, containerId, network }: FaultTarget): Promise<void> {
  await dockerOutput(engine, ['network', 'disconnect', network, containerId]);
}

/** Does nothing when it is connected. */
export async function connect(target: FaultTarget, aliases: readonly string[]): Promise<void> {
  if (await aliasesOf(target)) return;
  const names = aliases.flatMap((alias) => ['--alias', alias]);
  await dockerOutput(target.engine, ['network', 'connect', ...names, target.network, target.containerId]);
}

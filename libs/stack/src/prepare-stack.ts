import type { Engine } from '@drydock/engine';
import { type Labels, NETWORK_LABEL } from './labels.ts';
import type { ComposeFile } from './read-compose.ts';
import type { ServiceRun } from './service-run.ts';
import type { OnStackEvent } from './stack-event.ts';
import type { StackLayout } from './stack-layout.ts';
import { joinNetwork, refuseForeignNetwork, requireNetwork } from './stack-network.ts';
import { type ClaimVolumeOptions, claimVolume, findOwnVolume } from './stack-volumes.ts';

/** What is decided of a stack before anything of it is made. */
export interface StackPlan {
  readonly name: string;
  readonly compose: ComposeFile;
  readonly services: readonly ServiceRun[];
  readonly layout: StackLayout;
  readonly labels: Labels;
  /** In bytes, by volume of the compose file. */
  readonly volumeSizes?: Readonly<Record<string, number>> | undefined;
  readonly onEvent: OnStackEvent;
  readonly signal: AbortSignal;
}

/** Throws for what would keep this stack from starting, before what runs under its name is stopped for it. */
export async function refuseTakenPlaces(engine: Engine, plan: StackPlan): Promise<void> {
  const { name: replaces, layout, services, signal } = plan;
  await Promise.all([
    ...layout.networks.map(({ key, engineName: network, external, ...settings }) =>
      external
        ? requireNetwork(engine, network, signal)
        : refuseForeignNetwork(engine, {
            network,
            names: layout.namesOn(key, services),
            settings,
            replaces,
          }),
    ),
    ...volumesOf(plan).map((claim) => findOwnVolume(engine, claim)),
  ]);
}

/** What the containers need before the first of them can be created. */
export async function prepareStack(engine: Engine, plan: StackPlan): Promise<void> {
  // Settled, not raced: what fails must not leave the others at work behind the clean-up's back.
  const results = await Promise.allSettled([
    ...plan.layout.networks.map((network) => prepareNetwork(engine, plan, network)),
    ...volumesOf(plan).map((claim) => claimVolume(engine, claim)),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function volumesOf({ name, compose, layout, labels, volumeSizes }: StackPlan): ClaimVolumeOptions[] {
  return compose.volumeSettings.map((settings) => ({
    stack: name,
    volume: layout.volumeName(settings.key),
    settings,
    labels,
    sizeBytes: volumeSizes?.[settings.key],
  }));
}

async function prepareNetwork(
  engine: Engine,
  { layout, services, labels, onEvent, signal }: StackPlan,
  { key, engineName: network, external, ...settings }: StackLayout['networks'][number],
): Promise<void> {
  if (external) return requireNetwork(engine, network, signal);
  const names = layout.namesOn(key, services);
  const joining = {
    network,
    labels: { ...labels, [NETWORK_LABEL]: network },
    names,
    settings,
    signal,
  };
  const { isAdopted } = await joinNetwork(engine, joining);
  onEvent({ type: 'network', network, isAdopted });
}

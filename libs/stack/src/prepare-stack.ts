import type { Engine } from '@drydock/engine';
import { type Labels, NETWORK_LABEL } from './labels.ts';
import type { ComposeFile } from './read-compose.ts';
import type { ServiceRun } from './service-run.ts';
import type { OnStackEvent } from './stack-event.ts';
import type { StackLayout } from './stack-layout.ts';
import { joinNetwork, requireNetwork } from './stack-network.ts';
import { claimVolume } from './stack-volumes.ts';

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

/** What the containers need before the first of them can be created. */
export async function prepareStack(engine: Engine, plan: StackPlan): Promise<void> {
  const { compose, layout } = plan;
  // Settled, not raced: what fails must not leave the others at work behind the clean-up's back.
  const results = await Promise.allSettled([
    ...layout.networks.map((network) => prepareNetwork(engine, plan, network)),
    ...compose.volumeSettings.map((settings) =>
      claimVolume(engine, {
        stack: plan.name,
        volume: layout.volumeName(settings.key),
        settings,
        labels: plan.labels,
        sizeBytes: plan.volumeSizes?.[settings.key],
      }),
    ),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
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

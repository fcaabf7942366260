import { setTimeout as sleep } from 'node:timers/promises';
import type { Service, Stack } from '@drydock/stack';
import { seeded } from '../../support/seeded.ts';
import { until } from '../../support/until.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { KillOptions } from './kill-access-log.ts';
import { startVisitors } from './visitors.ts';

/** The most pages with a number between two kills. */
const MOST_BETWEEN = 20;
/** How often `access-log` goes away first, and comes back before the gallery goes with the visits that it kept. */
const OUTAGES = 1 / 4;
const OUTAGE_MS = 300;

/** Kills `image-gallery` again and again while visitors come, and tells what became of their visits. */
export async function killImageGallery(stack: Stack, { kills, seed, onKill }: KillOptions): Promise<Figures> {
  const gallery = stack.service('image-gallery');
  const random = seeded(`${seed} kills of image-gallery`);
  await using load = startVisitors(gallery.url);
  for (let kill = 1; kill <= kills; kill += 1) {
    await load.untilMore(1 + Math.floor(random() * MOST_BETWEEN));
    if (random() < OUTAGES) {
      await using _outage = await stack.service('accesslog').killed();
      await sleep(OUTAGE_MS);
    }
    const fault = await gallery.killed();
    await fault.heal();
    onKill?.(kill, load.acknowledged.size);
  }
  await load.untilMore(1);
  await load.stop();
  await untilDelivered(gallery);
  return figuresOf(stack, { ...load, service: gallery.name, kills, nameOf: ({ traceId }) => traceId });
}

function untilDelivered({ url }: Service): Promise<void> {
  return until('all visits delivered', async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return /^visits_undelivered 0$/m.test(metrics);
  });
}

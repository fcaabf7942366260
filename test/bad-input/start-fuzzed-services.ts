import type { Engine } from '@drydock/engine';
import type { Stack } from '@drydock/stack';
import { startServices } from '../support/services.ts';

/** More than any run sends: what a stranger sends to apod must not use up what image-of-the-day may ask it for. */
const RATE_LIMIT = '1000000';

/** A day, and the ten before it, that have a video and no picture: for them image-of-the-day has nothing. */
export const DAY_WITHOUT_PICTURE = '2019-06-20';

/** As a setting of apod. */
export const daysWithVideo = Array.from({ length: 11 }, (_, back) => `2019-06-${20 - back}`).join(',');

/**
 * The first day there is, a leap day, and one like any other. Few enough for apod to keep their pictures: it draws one in
 * a second, one after the other.
 */
export const WARM_DAYS = ['1995-06-16', '2000-02-29', '2020-01-01'];

/** The services' own patience is tested elsewhere, and on a busy machine an upstream that is slow is none that is down. */
const PATIENCE = {
  'image-gallery': { CALL_TIMEOUT_MS: '10000' },
  'image-of-the-day': { APOD_TIMEOUT_MS: '9000' },
};
const WARM_UP_MS = 300_000;

/** The stack, with an upstream that does not refuse anybody for asking often, and has drawn what is asked for most. */
export async function startFuzzedServices(engine: Engine): Promise<Stack> {
  const apod = { RATE_LIMIT, VIDEO_DATES: daysWithVideo };
  const stack = await startServices(engine, { env: { ...PATIENCE, apod }, timeoutMs: WARM_UP_MS });
  try {
    const [gallery, upstream] = [stack.service('image-gallery').url, stack.service('apod').url];
    const signal = AbortSignal.timeout(WARM_UP_MS);
    for (const day of WARM_DAYS) {
      const names = [`${day}.jpg`, `${day}-large.jpg`].map((name) => `${upstream}/image/${name}`);
      for (const address of [...names, `${gallery}/picture/${day}`]) await fetchOnce(address, signal);
    }
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** Asks until it gets a picture. */
async function fetchOnce(address: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const answer = await fetch(address, { signal });
    await answer.arrayBuffer();
    if (answer.ok) return;
  }
}

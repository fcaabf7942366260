import { DrydockError } from '@drydock/engine';
import type { CannedAnswer } from './canned-answers.ts';
import { type Fault, openFault } from './fault.ts';
import type { FaultTarget } from './fault-target.ts';
import { proxyOf, type ServiceProxy, upstreamOf } from './proxy.ts';
import type { Toxic } from './proxy-control.ts';

const LOWEST_BYTES_PER_SECOND = 1_000;

/** Which way the harm is done. Default: `answers`, so that the service does its work and the caller cannot know. */
interface Direction {
  readonly of?: 'answers' | 'requests' | undefined;
}

/**
 * What can happen to a service's traffic, done by a proxy that the first of these puts in front of it. It concerns the
 * other services: from this machine, `url` leads to the service itself as before.
 */
export interface TrafficFaults {
  /** Puts the proxy there, and does no harm. For tests that count, since it breaks connections that are open. */
  proxied(): Promise<{ readonly url: string }>;
  delayed(options: { readonly ms: number; readonly jitterMs?: number } & Direction): Promise<Fault>;
  /** Refuses connections, ends them with a reset, or takes them on and says nothing while the service bears with it. */
  unreachable(options: { readonly by: 'refusal' | 'reset' | 'silence' }): Promise<Fault>;
  /** At least 1,000 bytes a second. */
  throttled(options: { readonly bytesPerSecond: number } & Direction): Promise<Fault>;
  /** Changes one byte of so many. */
  corrupted(options: { readonly everyBytes: number } & Direction): Promise<Fault>;
  /** Ends each connection after so many bytes. */
  cutOff(options: { readonly afterBytes: number } & Direction): Promise<Fault>;
  /** The proxy answers, and the service hears nothing: `ANSWERS` has the usual ones. */
  answering(answer: CannedAnswer): Promise<Fault>;
}

export function trafficFaults(target: FaultTarget): TrafficFaults {
  return {
    proxied: async () => ({ url: (await proxyOf(target)).url }),
    delayed: ({ ms, jitterMs = 0, of }) =>
      openToxic(target, { type: 'latency', of, attributes: { latency: ms, jitter: jitterMs } }),
    unreachable: ({ by }) => openUnreachable(target, by),
    throttled: async ({ bytesPerSecond, of }) => {
      refuseTooSlow(bytesPerSecond);
      // Its unit is a byte in a millisecond.
      return openToxic(target, {
        type: 'bandwidth',
        of,
        attributes: { rate: Math.round(bytesPerSecond / 1_000) },
      });
    },
    corrupted: ({ everyBytes, of }) =>
      openToxic(target, { type: 'corrupt', of, attributes: { every: everyBytes } }),
    cutOff: ({ afterBytes, of }) =>
      openToxic(target, { type: 'limit_data', of, attributes: { bytes: afterBytes } }),
    answering: (answer) =>
      openTraffic(target, {
        what: `is answered for by its proxy, with ${answer.status ?? 200}`,
        begin: (proxy) => answerInItsName(proxy, answer),
        end: ({ control }) => control.answerFrom(upstreamOf(target)),
      }),
  };
}

/** Toxiproxy opens its port anew, and may drop the first connection after that: it must not be the caller's. */
async function answerInItsName(proxy: ServiceProxy, answer: CannedAnswer): Promise<void> {
  await proxy.control.setAnswer({ status: 200 });
  await proxy.control.answerItself();
  await proxy.waitUntilAnswers();
  await proxy.control.setAnswer(answer);
}

function openUnreachable(target: FaultTarget, by: 'refusal' | 'reset' | 'silence'): Promise<Fault> {
  // Requests are what is lost, so that the service hears nothing of them.
  if (by === 'silence')
    return openToxic(target, { type: 'timeout', of: 'requests', attributes: { timeout: 0 } });
  if (by === 'reset')
    return openToxic(target, { type: 'reset_peer', of: 'requests', attributes: { timeout: 0 } });
  return openTraffic(target, {
    what: 'refuses connections',
    begin: ({ control }) => control.setOpen(false),
    end: ({ control }) => control.setOpen(true),
  });
}

interface Harm extends Direction {
  readonly type: Toxic['type'];
  readonly attributes: Toxic['attributes'];
}

function openToxic(target: FaultTarget, { type, of = 'answers', attributes }: Harm): Promise<Fault> {
  const stream = of === 'answers' ? 'downstream' : 'upstream';
  const name = `${type}-${crypto.randomUUID().slice(0, 8)}`;
  return openTraffic(target, {
    what: `has ${type} in its ${of}`,
    begin: ({ control }) => control.addToxic({ name, type, stream, attributes }),
    end: ({ control }) => control.removeToxic(name),
  });
}

interface TrafficSteps {
  readonly what: string;
  readonly begin: (proxy: ServiceProxy) => Promise<void>;
  readonly end: (proxy: ServiceProxy) => Promise<void>;
}

async function openTraffic(target: FaultTarget, { what, begin, end }: TrafficSteps): Promise<Fault> {
  const proxy = await proxyOf(target);
  return openFault(target, {
    what,
    begin: () => begin(proxy),
    end: () => end(proxy),
    wait: () => proxy.waitUntilAnswers(),
  });
}

function refuseTooSlow(bytesPerSecond: number): void {
  if (bytesPerSecond >= LOWEST_BYTES_PER_SECOND) return;
  throw new DrydockError('usage', `traffic cannot be throttled to ${bytesPerSecond} bytes a second`, {
    nextStep: `ask for ${LOWEST_BYTES_PER_SECOND} at least`,
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError } from '@drydock/engine';
import type { CannedAnswer } from './canned-answers.ts';

const CALL_TIMEOUT_MS = 10_000;
const POLL_MS = 20;
/** The one way through the proxy. */
const NAME = 'target';
/** Where the proxy itself answers, inside its container. */
const ANSWERS = '127.0.0.1:8475';

/** What can be asked of a running proxy: Toxiproxy's own API, and the answer to give. */
export interface ProxyControl {
  /** Waits until the proxy runs, and opens the way to the service. */
  open(way: { readonly port: number; readonly upstream: string; readonly timeoutMs: number }): Promise<void>;
  /** Closed, the proxy refuses connections, and those that are open end. */
  setOpen(isOpen: boolean): Promise<void>;
  /** What the proxy answers while it answers itself. */
  setAnswer(answer: CannedAnswer): Promise<void>;
  /** Answers instead of the service. Connections that are open end. */
  answerItself(): Promise<void>;
  /** Lets the service answer again. Connections that are open end. */
  answerFrom(upstream: string): Promise<void>;
  addToxic(toxic: Toxic): Promise<void>;
  removeToxic(name: string): Promise<void>;
}

/** As Toxiproxy has it: `upstream` is what clients send, `downstream` what they get. */
export interface Toxic {
  readonly name: string;
  readonly type: 'latency' | 'bandwidth' | 'timeout' | 'reset_peer' | 'limit_data' | 'corrupt';
  readonly stream: 'upstream' | 'downstream';
  readonly attributes: Readonly<Record<string, number>>;
}

export function openProxyControl(url: string): ProxyControl {
  const patch = (change: object) => call('PATCH', `/proxies/${NAME}`, change);
  return {
    open: async ({ port, upstream, timeoutMs }) => {
      await untilItListens(url, timeoutMs);
      await call('POST', '/proxies', { name: NAME, listen: `0.0.0.0:${port}`, upstream });
    },
    setOpen: (isOpen) => patch({ enabled: isOpen }),
    setAnswer: (answer) => call('PUT', '/answer', answer),
    answerItself: () => patch({ upstream: ANSWERS }),
    answerFrom: (upstream) => patch({ upstream }),
    addToxic: (toxic) => call('POST', `/proxies/${NAME}/toxics`, toxic),
    removeToxic: (name) => call('DELETE', `/proxies/${NAME}/toxics/${name}`),
  };

  async function call(method: string, path: string, body?: object): Promise<void> {
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const response = await fetch(url + path, { method, signal, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok)
      throw new DrydockError('fault-failed', `the proxy refuses ${method} ${path}: ${response.status}`, {
        evidence: [text.trim()],
      });
  }
}

/** The port is published before the proxy listens behind it. */
async function untilItListens(url: string, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      await (await fetch(`${url}/version`, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) })).text();
      return;
    } catch (error) {
      if (performance.now() < deadline) await sleep(POLL_MS);
      else throw new DrydockError('fault-failed', 'the proxy did not start', { cause: error });
    }
  }
}

import { connect } from 'node:net';

export interface Exchange {
  /** What came back, byte for byte. */
  readonly received: string;
  /** Whether the service ended the connection, and not our patience. */
  readonly isClosed: boolean;
  readonly durationMs: number;
}

export interface ExchangeOptions {
  readonly url: string;
  /** Sent one after the other, with a pause between them. One character is one byte. */
  readonly pieces: readonly string[];
  readonly pauseMs?: number;
  /** How long to wait for the end, from the beginning. */
  readonly waitMs: number;
  /** Stop waiting as soon as so many answers have come. */
  readonly answers?: number;
  /** End the connection from here once all is sent. */
  readonly isAborted?: boolean;
}

const STATUS_LINE = /HTTP\/1\.[01] (\d{3})/g;

/** Sends bytes over a connection of their own, whatever they are, and gives what comes back. */
export function exchange(options: ExchangeOptions): Promise<Exchange> {
  const { url, pieces, pauseMs = 0, waitMs, answers = Number.POSITIVE_INFINITY } = options;
  const { promise, resolve } = Promise.withResolvers<Exchange>();
  const { hostname, port } = new URL(url);
  const begun = performance.now();
  const chunks: Buffer[] = [];
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const received = () => Buffer.concat(chunks).toString('latin1');
  const end = (isClosed: boolean) => {
    clearTimeout(patience);
    resolve({ received: received(), isClosed, durationMs: performance.now() - begun });
    socket.destroy();
  };
  const patience = setTimeout(end, waitMs, false);
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    if (statusesOf(received()).length >= answers) setTimeout(end, 50, false); // for the rest of its body
  });
  socket.on('error', () => end(true));
  socket.on('close', () => end(true));
  socket.on('connect', () => void send());
  async function send(): Promise<void> {
    for (const piece of pieces) {
      if (socket.destroyed) return;
      socket.write(Buffer.from(piece, 'latin1'));
      if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
    }
    if (options.isAborted) socket.destroy();
  }
  return promise;
}

/** The statuses of all answers, in their order. An answer of 100 is none yet. */
export function statusesOf(received: string): number[] {
  return [...received.matchAll(STATUS_LINE)]
    .map(([, status]) => Number(status))
    .filter((status) => status >= 200);
}

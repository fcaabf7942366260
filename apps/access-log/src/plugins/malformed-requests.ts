import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import plugin from 'fastify-plugin';
import { problemOf } from './problems.ts';

/** What Node's parser reports, where it is more than a malformed request. */
const STATUS_OF: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** What cannot be read as HTTP is answered as problem details too, and what Node reads too kindly is refused. */
export const malformedRequests = plugin(async (app) => {
  const unanswered = new Map<Socket, Set<IncomingMessage>>();
  const broken = new Map<Socket, number>();

  app.server.on('connection', (socket: Socket) => {
    unanswered.set(socket, new Set());
    socket.once('close', () => {
      unanswered.delete(socket);
      broken.delete(socket);
    });
  });

  app.server.removeAllListeners('clientError');
  app.server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const status = STATUS_OF[error.code ?? ''] ?? 400;
    const [first, ...more] = unanswered.get(socket) ?? [];
    // Requests before this one get their answers first: none may be taken for another's.
    if (first !== undefined && (first.complete || more.length > 0)) broken.set(socket, status);
    else endWith(socket, status);
  });

  app.addHook('onRequest', async ({ raw }, reply) => {
    unanswered.get(raw.socket)?.add(raw);
    const hosts = raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
    const isKnownVersion = raw.httpVersion === '1.1' || raw.httpVersion === '1.0';
    if (isKnownVersion && hosts.length <= 1) return;
    const detail = isKnownVersion
      ? 'The request names more than one host'
      : 'This is no HTTP/1.1 or HTTP/1.0';
    return reply
      .code(400)
      .header('connection', 'close')
      .type('application/problem+json')
      .send(problemOf(400, detail));
  });

  app.addHook('onResponse', async ({ raw }) => {
    const open = unanswered.get(raw.socket);
    open?.delete(raw);
    const status = broken.get(raw.socket);
    if (open?.size === 0 && status !== undefined) endWith(raw.socket, status);
  });
});

function endWith(socket: Socket, status: number): void {
  const body = JSON.stringify(
    problemOf(status, 'The request cannot be read as HTTP, or did not come in time'),
  );
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}

import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { QueueFullError } from '../group-commit.ts';

const RETRY_AFTER_SECONDS = 1;
/** SQLite's primary result code for a full disk: https://sqlite.org/rescode.html#full */
const SQLITE_FULL = 13;

/** Every error is answered as problem details (RFC 9457), also those that Fastify itself raises. */
export const problems = plugin(async (app) => {
  app.setErrorHandler<FastifyError>(answerProblem);
  // Not app.hasRoute: it reads what a stranger wrote as a route's pattern, and throws where that is none.
  const methods = new Map<string, string[]>();
  app.addHook('onRoute', ({ url, method }) => {
    methods.set(url, [...(methods.get(url) ?? []), ...[method].flat()].sort());
  });

  // Fastify's own handler comes after the body: who asks at the wrong door is not told how to write it.
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const [path = ''] = request.url.split('?');
    // The router has decoded it before, so this cannot fail.
    const allowed = methods.get(decodeURI(path));
    if (!allowed) return send(reply, 404, `There is nothing at ${path}`);
    reply.header('allow', allowed.join(', '));
    return send(reply, 405, `${path} does not take ${request.method}`);
  });
});

/** Problem details, RFC 9457. */
export function problemOf(status: number, detail: string) {
  return { type: 'about:blank', title: STATUS_CODES[status], status, detail };
}

export function answerProblem(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const status = statusOf(error);
  if (status < 500) {
    send(reply, status, error.message);
    return;
  }
  request.log.error(error);
  if (status === 500) {
    send(reply, status, 'The fault is on this side; the log says more under the trace id of this request');
    return;
  }
  reply.header('retry-after', RETRY_AFTER_SECONDS);
  send(
    reply,
    status,
    error instanceof QueueFullError
      ? error.message
      : 'The entry could not be brought to the disk; send it again',
  );
}

function statusOf(error: FastifyError & { errcode?: number }): number {
  if (error instanceof QueueFullError) return 503;
  if (error.code === 'ERR_SQLITE_ERROR') {
    // The lower byte is the primary code, the rest says more about it.
    return ((error.errcode ?? 0) & 0xff) === SQLITE_FULL ? 507 : 503;
  }
  return error.statusCode ?? 500;
}

function send(reply: FastifyReply, status: number, detail: string): FastifyReply {
  return reply.code(status).type('application/problem+json').send(problemOf(status, detail));
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';

/** One line for each answered request. */
export const requestLog = plugin(async (app) => {
  app.addHook('onResponse', async (request, reply) => logAnswer(request, reply));
});

/** The request's logger knows the trace id already, and puts it into every line. */
export function logAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const { method } = request;
  const [path] = request.url.split('?');
  const durationMs = Number(reply.elapsedTime.toFixed(3));
  request.log.info({ method, path, status: reply.statusCode, durationMs }, 'request');
}

import type { FastifyPluginAsync } from 'fastify';

/** `GET /health`: the service answers. */
export const health: FastifyPluginAsync = async (app) => {
  app.get('/health', async () => ({ status: 'ok' }));
};

import type { FastifyPluginAsync } from 'fastify';
import type { EntryStore } from '../entry-store.ts';

/** `GET /stats`: how many entries are kept. */
export const stats: FastifyPluginAsync<{ store: EntryStore }> = async (app, { store }) => {
  app.get('/stats', async () => ({ logs: store.count() }));
};

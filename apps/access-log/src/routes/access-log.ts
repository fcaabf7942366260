import { randomUUIDv7 } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Entry, NewEntry, Page } from '../entry.ts';
import type { EntryStore } from '../entry-store.ts';
import { groupCommit } from '../group-commit.ts';

type AccessLogOptions = { readonly store: EntryStore; readonly maxWaiting: number };

const DEFAULT_LIMIT = 100;

const write = {
  body: NewEntry,
  response: { 200: Entry, 201: Entry },
};

const read = {
  // A query string holds text only, hence numbers written as patterns: 1 to 999, and a cursor.
  querystring: Type.Object({
    limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,2}$' })),
    before: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,14}$' })),
  }),
  response: { 200: Page },
};

/** `POST /access-log` keeps a visit, `GET /access-log` pages through them, newest first. */
export const accessLog: FastifyPluginAsyncTypebox<AccessLogOptions> = async (app, { store, maxWaiting }) => {
  const writer = groupCommit({ commit: store.keep, maxWaiting });

  app.post('/access-log', { schema: write }, async (request, reply) => {
    // The newest is the last in the index too: one after another on few pages, not each on one of its own.
    const { id = randomUUIDv7(), traceId = request.id, ...visit } = request.body;
    const time = new Date().toISOString();
    const { entry, isNew } = await writer.add({ id, time, traceId, ...visit });
    return reply.code(isNew ? 201 : 200).send(entry);
  });

  app.get('/access-log', { schema: read }, async (request) => {
    const { limit = DEFAULT_LIMIT, before } = request.query;
    return store.page({ limit: Number(limit), before });
  });
};

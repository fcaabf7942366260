import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';

/** Makes the service take JSON and nothing else; by itself, Fastify also reads plain text. */
export function takeJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // Decoded all the same, what is no UTF-8 would be kept as something else than was sent.
    if (isUtf8(body)) parse(request, body.toString(), done);
    else done(Object.assign(new Error('Body is not UTF-8'), { statusCode: 400 }));
  });
}

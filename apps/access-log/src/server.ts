import { buildApp } from './app.ts';
import { readConfiguration } from './configuration.ts';
import { openEntryStore } from './entry-store.ts';
import { schemaCompilers } from './schema-compilers.ts';

/** How long open requests may take after SIGTERM, before their connections are cut. */
const DRAIN_MS = 8_000;

async function main(): Promise<void> {
  const { port, dataDirectory } = readConfiguration(process.env);
  const app = await buildApp({ store: openEntryStore(dataDirectory), schemaCompilers });

  // A connection that has had its last answer must not keep the process waiting for another request.
  app.addHook('onSend', async (_request, reply) => {
    if (!app.server.listening) reply.header('connection', 'close');
  });
  async function stop(): Promise<void> {
    setTimeout(() => app.server.closeAllConnections(), DRAIN_MS).unref();
    await app.close();
  }
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  await app.listen({ host: '0.0.0.0', port });
}

main().catch((error: unknown) => {
  process.stderr.write(`access-log: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});

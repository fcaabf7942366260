// Asks the store what is in stock, and tells it to everyone who asks. Gives up when there is no store.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const STORE_URL = 'http://store:8080';
const PATIENCE_MS = 500;

process.on('SIGTERM', () => process.exit(0));

async function ask(until) {
  try {
    const answer = await fetch(STORE_URL, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return await answer.text();
  } catch (error) {
    if (Date.now() > until) {
      console.log(`no answer from ${STORE_URL}: ${error.cause?.message ?? error.message}`);
      process.exit(1);
    }
    await sleep(100);
    return await ask(until);
  }
}

await ask(Date.now() + PATIENCE_MS);
createServer(async (_, response) => response.end(`in stock: ${await ask(0)}`)).listen(8080);

// Notes what a process asks of the container engine while a test file runs: containers and stacks that it starts, and
// images that it builds. The runner loads this into every Node process of a test run (`--import`), so that commands
// which a test starts count as well. Plain JavaScript: it must start in the time of a blink.

import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';

const { DRYDOCK_RECORDS: folder } = process.env;
const STACK_LABEL = 'dev.drydock.stack=';

function record(event) {
  const { DRYDOCK_TEST_FILE: file } = process.env; // set once the process knows which test file it runs
  if (file) appendFileSync(`${folder}/records.jsonl`, `${JSON.stringify({ file, event })}\n`);
}

/** What a docker command line asks for: `args` begins with the program. */
export function eventsOf(args) {
  const words = args.filter((word) => !word.startsWith('-'));
  if (words.includes('buildx') && words.includes('bake'))
    return args.some((word) => /^--(print|list|call)/.test(word)) ? [] : ['build'];
  if (words[1] === 'build') return ['build'];
  if (words[1] === 'run' || words[1] === 'start') return ['container'];
  return words[1] === 'network' && args.some((word) => word.startsWith(STACK_LABEL)) ? ['stack'] : [];
}

if (folder) {
  subscribe('child_process', ({ process: child }) =>
    // The command line is not there yet at the moment of the event.
    queueMicrotask(() => {
      const [program = '', ...args] = child.spawnargs ?? [];
      if (/(^|\/)docker$/.test(program)) for (const event of eventsOf([program, ...args])) record(event);
    }),
  );
  subscribe('http.client.request.created', ({ request }) => {
    if (request.method === 'POST' && /\/containers\/[^/]+\/start$/.test(request.path)) record('container');
  });
}

#!/usr/bin/env node
// What `npx drydock` runs, with whichever Node there is: the bootstrap hands over to the pinned one.
process.argv.splice(2, 0, 'drydock');
await import('../bootstrap.mjs');

// Runs a command of this repository on a clone where nothing has been installed yet.
// Plain JavaScript for Node 20, which Node 12 can still read, to be told that it is too old: it installs the locked
// packages, the pinned Node 24 among them, and hands over to that Node.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isInstalled } from './drydock/bootstrap/installed.mjs';
import { bin, fail, root } from './drydock/bootstrap/places.mjs';

const OLDEST_NODE = 20;
/** How long npm may say nothing. */
const SILENT_MINUTES = Number(process.env.DRYDOCK_SILENT_MINUTES || 10);
/** These start programs by their full paths. */
const WITHOUT_PATH = ['start', 'drydock'];

const COMMANDS = {
  start: ['tools/drydock/src/main.ts', 'up'],
  drydock: ['tools/drydock/src/main.ts'],
  check: ['test/run/main.ts', '--tier', 'check'],
  test: ['test/run/main.ts'],
  'test:all': ['test/run/main.ts', '--tier', 'all'],
  'test:rest': ['test/run/main.ts', '--tier', 'rest'],
  'test:affected': ['test/run/main.ts', '--affected'],
  'test:faults': ['test/run/main.ts', '--tier', 'faults'],
  'test:kills': ['test/faults/kills/main.ts'],
  'test:soak': ['test/soak/run.ts'],
  'test:data': ['test/data/main.ts'],
  'test:layers': ['test/layers/compare-generated.ts'],
  'test:mutations': ['test/graph/mutations.ts'],
  'bench:durability': ['test/bench/durability.ts'],
  'bench:labs': ['test/bench/labs.ts'],
  'bench:layers': ['libs/layers/bench/read-images.ts'],
  'fuzz:compose': ['libs/stack/fuzz/compare-compose.ts'],
  'fuzz:layers': ['libs/layers/fuzz/fuzz.ts'],
  'fuzz:services': ['test/bad-input/fuzz-services.ts'],
};

main().catch((error) => fail(error.message));

async function main() {
  const [name, ...rest] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (!command) fail(`unknown command "${name}"; known: ${Object.keys(COMMANDS).join(', ')}`);
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE)
    fail(`Drydock needs Node ${OLDEST_NODE} or newer to start; this is ${process.version}`);
  if (!(SILENT_MINUTES > 0))
    fail(
      `DRYDOCK_SILENT_MINUTES is "${process.env.DRYDOCK_SILENT_MINUTES}"; it takes a number of minutes, e.g. 20`,
    );
  if (root.includes(delimiter) && !WITHOUT_PATH.includes(name))
    fail(
      `npm run ${name} cannot find its programs below ${root}: a "${delimiter}" ends a folder of PATH; move the repository to a path without one`,
    );
  if (name === 'drydock' && isAnswered(rest)) return;
  if (!isInstalled()) {
    const { install } = await import('./drydock/bootstrap/install.mjs'); // not before: an old Node lacks what it imports
    await install({ silentMinutes: SILENT_MINUTES });
  }
  process.exitCode = await handOver([...command, ...rest]);
}

/** What asks for nothing but words installs nothing. */
function isAnswered(args) {
  if (isInstalled()) return false;
  if (args[0] === '--version') {
    const { version } = JSON.parse(readFileSync(join(root, 'tools/drydock/package.json'), 'utf8'));
    console.log(`drydock ${version}`);
    return true;
  }
  if (!args.some((arg) => arg === '--help' || arg === '-h')) return false;
  console.log(
    'Nothing is installed yet: npm start installs the locked packages, and README.md says what there is.',
  );
  return true;
}

/** Runs the pinned Node in this terminal, and gives its exit code. */
function handOver(args) {
  const pinned = join(bin, 'node');
  const node = existsSync(pinned) ? pinned : process.execPath;
  if (node !== pinned && Number.parseInt(process.versions.node, 10) < 24)
    fail(`no Node 24 is packaged for ${process.platform} on ${process.arch}; install Node 24 and try again`);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH || ''}` };
  const [script, ...rest] = args;
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...rest], {
    stdio: 'inherit',
    env,
  });
  // The terminal sends Ctrl-C to both of us: the child decides, and this waits for it.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} cannot be run (${error.code}); npm ci installs it again`));
  return new Promise((resolve) =>
    child.on('close', (code, signal) => resolve(code === null ? (signal === 'SIGINT' ? 130 : 143) : code)),
  );
}

// Runs a command of this repository on a clone where nothing has been installed yet.
// Plain JavaScript for Node 20: it installs the locked packages, the pinned Node 24 among them,
// and hands over to that Node.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules/.bin');
const stamp = join(root, 'node_modules/.drydock-installed');
const lock = join(root, '.drydock/installing');
const HEARTBEAT_MS = 5_000;
const OLDEST_NODE = 20;
/** npm waits for ever for a server that takes its connection and then says nothing. */
const SILENT_MINUTES = Number(process.env.DRYDOCK_SILENT_MINUTES || 10);
const MAX_ATTEMPTS = 3;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

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
  'test:mutations': ['test/graph/mutations.ts'],
  'bench:durability': ['test/bench/durability.ts'],
  'bench:labs': ['test/bench/labs.ts'],
  'bench:layers': ['libs/layers/bench/read-images.ts'],
  'fuzz:layers': ['libs/layers/fuzz/fuzz.ts'],
  'fuzz:services': ['test/bad-input/fuzz-services.ts'],
};

const [name, ...rest] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) fail(`unknown command "${name}"; known: ${Object.keys(COMMANDS).join(', ')}`);
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE)
  fail(`Drydock needs Node ${OLDEST_NODE} or newer to start; this is ${process.version}`);
if (!(SILENT_MINUTES > 0))
  fail(
    `DRYDOCK_SILENT_MINUTES is "${process.env.DRYDOCK_SILENT_MINUTES}"; it takes a number of minutes, e.g. 20`,
  );
await install();
process.exitCode = await handOver([...command, ...rest]);

/** Installs the locked packages unless the last install was of this very lock file. */
async function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  if (isInstalled(wanted)) return;
  await takeTurns();
  try {
    if (!isInstalled(wanted)) await npmInstall();
    writeFileSync(stamp, wanted);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

async function npmInstall() {
  const count = Object.keys(
    JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages,
  ).length;
  console.error(`drydock: installing ${count} locked npm packages (first run, or the lock file changed)`);
  const started = Date.now();
  const heartbeat = setInterval(
    () => console.error(`drydock: still installing (${seconds(started)})`),
    HEARTBEAT_MS,
  );
  const { code, output, isSilent } = await npmCi(MAX_ATTEMPTS);
  clearInterval(heartbeat);
  if (code !== 0) {
    if (output) console.error(output.split('\n').slice(-15).join('\n'));
    if (isSilent)
      console.error(
        `npm said nothing for ${SILENT_MINUTES} minutes, and was stopped; DRYDOCK_SILENT_MINUTES gives it more`,
      );
    fail('npm could not install the packages; check the network with: npm ping');
  }
  console.error(`drydock: installed in ${seconds(started)}`);
}

/** A registry that stalls is common, and what has arrived is in npm's cache by the next attempt. */
async function npmCi(attempts) {
  // Each package that arrives is a line, so silence means that nothing does.
  const ran = await run('npm', ['ci', '--loglevel=http', '--no-progress', '--fetch-timeout=120000']);
  // Those lines are no error, and the name of a package may hold any word.
  const said = ran.output.split('\n').filter((line) => line && !line.startsWith('npm http '));
  const result = { ...ran, output: said.join('\n') };
  const mayPass = result.isSilent || /ETIMEDOUT|ECONNRESET|EAI_AGAIN|network/i.test(result.output);
  if (result.code === 0 || !mayPass || attempts === 1) return result;
  console.error('drydock: the registry did not answer npm; trying again');
  return npmCi(attempts - 1);
}

function isInstalled(wanted) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

/** Two commands on a fresh clone must not install into the same folder at the same time. */
async function takeTurns() {
  mkdirSync(dirname(lock), { recursive: true });
  for (let isFirst = true; ; isFirst = false) {
    try {
      mkdirSync(lock);
      return writeFileSync(join(lock, 'pid'), String(process.pid));
    } catch {
      if (isFirst) console.error('drydock: another command is installing; waiting for it');
      await new Promise((resolve) => setTimeout(resolve, 500));
      if (!isAlive(holder())) rmSync(lock, { recursive: true, force: true });
    }
  }
}

function holder() {
  const file = join(lock, 'pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Runs the pinned Node in this terminal, and gives its exit code. */
function handOver(args) {
  const pinned = join(bin, 'node');
  const node = existsSync(pinned) ? pinned : process.execPath;
  if (node !== pinned && Number.parseInt(process.versions.node, 10) < 24)
    fail(`no Node 24 is packaged for ${process.platform} on ${process.arch}; install Node 24 and try again`);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const [script, ...rest] = args;
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...rest], {
    stdio: 'inherit',
    env,
  });
  // The terminal sends Ctrl-C to both of us: the child decides, and this waits for it.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) =>
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143))),
  );
}

function run(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let isSilent = false;
  const stop = () => {
    isSilent = true;
    child.kill('SIGKILL');
    // A script of a package may outlive npm, and hold what it writes to.
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  };
  const silence = setTimeout(stop, Math.min(SILENT_MINUTES * 60_000, LONGEST_TIMER_MS));
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
      silence.refresh();
    });
  return new Promise((resolve) => {
    const end = (code, text) => {
      clearTimeout(silence);
      resolve({ code, output: text, isSilent });
    };
    child.on('error', (error) => end(1, error.message));
    child.on('close', (code) => end(code ?? 1, output));
  });
}

function seconds(started) {
  return `${Math.round((Date.now() - started) / 1_000)} s`;
}

function fail(message) {
  console.error(`drydock: ${message}`);
  process.exit(1);
}

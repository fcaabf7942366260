import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled, writeStamp } from './installed.mjs';
import { fail, root } from './places.mjs';
import { takeTurns } from './take-turns.mjs';

const HEARTBEAT_MS = 5_000;
const MAX_ATTEMPTS = 3;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Installs the locked packages. npm waits for ever for a server that takes its connection and then says nothing. */
export async function install({ silentMinutes }) {
  const release = await takeTurns();
  try {
    if (!isInstalled()) await npmInstall(silentMinutes);
    writeStamp();
  } finally {
    release();
  }
}

async function npmInstall(silentMinutes) {
  const count = Object.keys(
    JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages,
  ).length;
  console.error(`drydock: installing ${count} locked npm packages (first run, or the lock file changed)`);
  const started = Date.now();
  const heartbeat = setInterval(
    () => console.error(`drydock: still installing (${seconds(started)})`),
    HEARTBEAT_MS,
  );
  const { code, output, isSilent, isNetwork } = await npmCi(MAX_ATTEMPTS, silentMinutes);
  clearInterval(heartbeat);
  if (code !== 0) {
    if (output) console.error(output.split('\n').slice(-15).join('\n'));
    if (isSilent)
      console.error(
        `npm said nothing for ${silentMinutes} minutes, and was stopped; DRYDOCK_SILENT_MINUTES gives it more`,
      );
    fail(
      `npm could not install the packages; ${isNetwork ? 'check the network with: npm ping' : 'what it says is above'}`,
    );
  }
  console.error(`drydock: installed in ${seconds(started)}`);
}

/** A registry that stalls is common, and what has arrived is in npm's cache by the next attempt. */
async function npmCi(attempts, silentMinutes) {
  // Each package that arrives is a line, so silence means that nothing does.
  const ran = await npm(silentMinutes, [
    'ci',
    '--include=dev',
    '--loglevel=http',
    '--no-progress',
    '--fetch-timeout=120000',
  ]);
  // Those lines are no error, and the name of a package may hold any word.
  const said = ran.output.split('\n').filter((line) => line && !line.startsWith('npm http '));
  const output = said.join('\n');
  const isNetwork = ran.isSilent || /ETIMEDOUT|ECONN|EAI_AGAIN|ENOTFOUND|network/i.test(output);
  if (ran.code === 0 || !isNetwork || attempts === 1) return { ...ran, output, isNetwork };
  console.error('drydock: the registry did not answer npm; trying again');
  return npmCi(attempts - 1, silentMinutes);
}

function npm(silentMinutes, args) {
  const child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let isSilent = false;
  const stop = () => {
    isSilent = true;
    child.kill('SIGKILL');
    // A script of a package may outlive npm, and hold what it writes to.
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  };
  const silence = setTimeout(stop, Math.min(silentMinutes * 60_000, LONGEST_TIMER_MS));
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
    child.on('close', (code) => end(code === null ? 1 : code, output));
  });
}

function seconds(started) {
  return `${Math.round((Date.now() - started) / 1_000)} s`;
}

// Proves that each wrong use gets one clear message, a next step and a non-zero exit, and no stack trace.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';
import { copyWorkspace, type Ran, runDrydock } from '../support/run-drydock.ts';

function expectClearFailure(ran: Ran, ...said: (string | RegExp)[]): void {
  for (const text of said) expect(ran.stderr).toMatch(text);
  expect(ran.stderr).not.toMatch(/^\s+at .*\.ts:\d+/m);
  expect(ran.stdout).toBe('');
  expect(ran.exitCode).toBe(1);
}

test.concurrent('an unknown target gets the nearest name', async () => {
  expectClearFailure(
    await callDrydock(['build', 'image-galery']),
    /unknown target "image-galery"/,
    /image-gallery/,
  );
});

test.concurrent('an unknown command gets the nearest name', async () => {
  expectClearFailure(await runDrydock(['bild']), /unknown command "bild"; did you mean build\?/);
});

test.concurrent('an unknown claim gets the numbers that there are', async () => {
  expectClearFailure(
    await callDrydock(['claims', '99']),
    /there is no claim "99"; there are 1, 2, /,
    /--list/,
  );
});

test.concurrent('logs of nothing says how to start something', async () => {
  using copy = copyWorkspace();

  expectClearFailure(await copy.call(['logs']), /nothing is running/, /npm start/);
});

test.concurrent('an engine that does not answer is named, with what to do', async () => {
  const env = { DOCKER_HOST: 'unix:///nowhere.sock', DRYDOCK_ENGINE: 'host' };

  const ran = await callDrydock(['ps'], { env });

  expectClearFailure(ran, /no container engine answers/, /unix:\/\/\/nowhere\.sock/, /→ /);
});

test.concurrent('a disk with too little room is refused before anything is downloaded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder]);
  try {
    mkdirSync(join(folder, 'home'));

    // A process of its own: once it has ended, nothing of it holds the disk any more.
    const ran = await runDrydock(['engine', 'start'], { DRYDOCK_HOME: join(folder, 'home') });

    expectClearFailure(ran, /has 0\.1 GB free, and building needs 10\.0 GB/, /DRYDOCK_HOME/);
  } finally {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  }
});

test.concurrent('no network: the download says so, and what to check', async () => {
  const home = mkdtempSync(join(tmpdir(), 'drydock-offline-'));
  try {
    // A proxy where nobody listens is a network that goes nowhere.
    const proxy = 'http://127.0.0.1:9';
    const env = { DRYDOCK_HOME: home, http_proxy: proxy, https_proxy: proxy };

    const ran = await callDrydock(['engine', 'start'], { env });

    expectClearFailure(ran, /from Debian's mirror/, /→ check the network/);
  } finally {
    rmSync(home, { recursive: true });
  }
});

test.concurrent('a key in compose.yaml that is not supported is named, with its service and the file', async () => {
  using copy = copyWorkspace();
  copy.edit('compose.yaml', (text) => text.replace('mem_limit: 384m', 'mem_limit: 384m\n    scale: 2'));

  expectClearFailure(await copy.call(['ps']), /compose\.yaml/, /scale/, /image-of-the-day/);
});

test.concurrent('a key in bake.hcl that bake does not know is named, with file and line', async () => {
  using copy = copyWorkspace();
  copy.edit('docker/bake.hcl', (text) =>
    text.replace('target = "test"', 'target = "test"\n  outputs = ["type=docker"]'),
  );

  expectClearFailure(await copy.call(['build', 'apod-test']), /"outputs"/, /docker\/bake\.hcl:\d+/);
});

test.concurrent('a Dockerfile whose step fails is shown with file, line, instruction and output', async () => {
  using copy = copyWorkspace();
  const broken = 'RUN echo "about to fail" && exit 3';
  copy.edit('apps/image-gallery/Dockerfile', (text) =>
    text.replace(/^(FROM drydock\/golang AS \w+)$/m, `$1\n${broken}`),
  );

  const ran = await copy.run(['build', 'image-gallery']);

  expectClearFailure(ran, /apps\/image-gallery\/Dockerfile:\d+/, /exit 3/, /about to fail/);
  expect(ran.stderr).toMatch(/exit code:? 3/);
});

test.concurrent('a port in use is not taken: the next free one is, and it is said', async () => {
  using copy = copyWorkspace();
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  copy.edit('compose.yaml', (text) => text.replace('127.0.0.1:8010:80', `127.0.0.1:${port}:80`));
  try {
    const ran = await copy.call(['up', '--no-build']);

    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(new RegExp(`Port ${port} is in use on this machine, so the page is on \\d+`));
  } finally {
    await copy.call(['down', '--volumes']);
    server.close();
  }
});

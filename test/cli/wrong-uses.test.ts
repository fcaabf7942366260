// Proves that each wrong use gets one clear message, a next step and a non-zero exit, and no stack trace.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyWorkspace, type Ran, runDrydock, type Workspace } from '../support/run-drydock.ts';

let workspace: Workspace;

beforeAll(() => {
  workspace = copyWorkspace();
});

afterAll(() => workspace[Symbol.dispose]());

function expectClearFailure(ran: Ran, ...said: (string | RegExp)[]): void {
  for (const text of said) expect(ran.stderr).toMatch(text);
  expect(ran.stderr).not.toMatch(/^\s+at .*\.ts:\d+/m);
  expect(ran.stdout).toBe('');
  expect(ran.exitCode).toBe(1);
}

test('an unknown target gets the nearest name', async () => {
  expectClearFailure(
    await runDrydock(['build', 'image-galery']),
    /unknown target "image-galery"/,
    /image-gallery/,
  );
});

test('an unknown command gets the nearest name', async () => {
  expectClearFailure(await runDrydock(['bild']), /unknown command 'bild'/, /Did you mean build/);
});

test('an unknown claim gets the numbers that there are', async () => {
  expectClearFailure(
    await runDrydock(['claims', '99']),
    /there is no claim "99"; there are 1, 2, /,
    /--list/,
  );
});

test('logs of nothing says how to start something', async () => {
  using copy = copyWorkspace();

  expectClearFailure(await copy.run(['logs']), /nothing is running/, /npm start/);
});

test('an engine that does not answer is named, with what to do', async () => {
  const ran = await runDrydock(['ps'], { DOCKER_HOST: 'unix:///nowhere.sock', DRYDOCK_ENGINE: 'host' });

  expectClearFailure(ran, /no container engine answers/, /unix:\/\/\/nowhere\.sock/, /→ /);
});

test('a disk with too little room is refused before anything is downloaded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-small-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder]);
  try {
    mkdirSync(join(folder, 'home'));

    const ran = await runDrydock(['engine', 'start'], { DRYDOCK_HOME: join(folder, 'home') });

    expectClearFailure(ran, /has 0\.1 GB free, and building needs 10\.0 GB/, /DRYDOCK_HOME/);
  } finally {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  }
});

test('no network: the download says so, and what to check', async () => {
  const home = mkdtempSync(join(tmpdir(), 'drydock-offline-'));
  try {
    // A proxy where nobody listens is a network that goes nowhere.
    const ran = await runDrydock(['engine', 'start'], {
      DRYDOCK_HOME: home,
      http_proxy: 'http://127.0.0.1:9',
      https_proxy: 'http://127.0.0.1:9',
    });

    expectClearFailure(ran, /from Debian's mirror/, /→ check the network/);
  } finally {
    rmSync(home, { recursive: true });
  }
});

test('a key in compose.yaml that is not supported is named, with its service and the file', async () => {
  using copy = copyWorkspace();
  copy.edit('compose.yaml', (text) =>
    text.replace('mem_limit: 384m', 'mem_limit: 384m\n    privileged: true'),
  );

  expectClearFailure(await copy.run(['ps']), /compose\.yaml/, /privileged/, /image-of-the-day/);
});

test('a key in bake.hcl that is not supported is named, with the file', async () => {
  using copy = copyWorkspace();
  copy.edit('docker/bake.hcl', (text) =>
    text.replace('target = "test"', 'target = "test"\n  ssh = ["default"]'),
  );

  expectClearFailure(await copy.run(['build', 'apod-test']), /ssh/, /docker\/bake\.hcl/);
});

test('a Dockerfile whose step fails is shown with file, line, instruction and output', async () => {
  using copy = copyWorkspace();
  const broken = 'RUN echo "about to fail" && exit 3';
  copy.edit('apps/image-gallery/Dockerfile', (text) =>
    text.replace(/^(FROM drydock\/golang AS \w+)$/m, `$1\n${broken}`),
  );

  const ran = await copy.run(['build', 'image-gallery']);

  expectClearFailure(ran, /apps\/image-gallery\/Dockerfile:\d+/, /exit 3/, /about to fail/);
  expect(ran.stderr).toMatch(/exit code:? 3/);
});

test('a port in use is not taken: the next free one is, and it is said', async () => {
  using copy = copyWorkspace();
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  copy.edit('compose.yaml', (text) => text.replace('127.0.0.1:8010:80', `127.0.0.1:${port}:80`));
  try {
    const ran = await copy.run(['up', '--no-build']);

    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toMatch(new RegExp(`Port ${port} is in use on this machine, so the page is on \\d+`));
  } finally {
    await copy.run(['down']);
    server.close();
  }
});

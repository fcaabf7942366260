// Proves that a stack which a person started keeps what it stored, and that nobody else takes it away.
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { beforeAll, describe, type TestContext, test, vi } from 'vitest';
import { dockerOutput } from '../src/docker-output.ts';
import { findStacks, type StartStackOptions, startStack, stopStack, sweepStale } from '../src/index.ts';
import { objectsNamed } from './fixtures/objects.ts';
import { engineWithTinyService, TWO_SERVICES } from './fixtures/open-engine.ts';

vi.setConfig({ testTimeout: 180_000 });

let engine: Engine;
let stacks = 0;

beforeAll(async () => {
  engine = await engineWithTinyService();
});

const thorough = { tags: 'thorough' };

interface Kept {
  readonly name: string;
  /** A copy of the compose file's folder. */
  readonly folder: string;
  readonly up: (options?: Partial<StartStackOptions>) => ReturnType<typeof startStack>;
}

/** A stack in a folder of its own, of which nothing is left after the test. */
function keptStack(word: string, onTestFinished: TestContext['onTestFinished']): Kept {
  stacks += 1;
  const name = `kept-${word}-${process.pid}-${stacks}`;
  const parent = mkdtempSync(join(tmpdir(), `${name}-`));
  const folder = join(parent, 'shop');
  cpSync(TWO_SERVICES, folder, { recursive: true });
  onTestFinished(async () => {
    await stopStack(engine, name);
    rmSync(parent, { recursive: true, force: true });
  });
  const up = (options: Partial<StartStackOptions> = {}) =>
    startStack(engine, { root: folder, project: name, isKept: true, ports: 'random', ...options });
  return { name, folder, up };
}

/** Runs a line of Perl, the tiny service's language, beside a volume. */
const perl = (volume: string, line: string) =>
  dockerOutput(engine, [
    'run',
    '--rm',
    '--user',
    '0',
    '--volume',
    `${volume}:/data`,
    '--entrypoint',
    'perl',
    IMAGE,
    '-e',
    line,
  ]);
const IMAGE = 'drydock/tiny-service:test';
const store = (volume: string) => perl(volume, 'open F, ">/data/note"; print F "kept"');
const stored = (volume: string) => perl(volume, 'open F, "/data/note"; print <F>');

describe.concurrent('what a service stored is still there', () => {
  test.for([
    ['when an image has changed', { env: { back: { CHANGED: 'yes' } } }],
    ['when nothing has', {}],
  ] as const)('%s, and it is started again', async ([, options], { expect, onTestFinished }) => {
    const { name, up } = keptStack('again', onTestFinished);
    await up();
    await store(`${name}_kept`);

    const { services } = await up(options);

    expect(services.map((service) => service.state)).toEqual(['running', 'running']);
    expect(await stored(`${name}_kept`)).toBe('kept');
  });

  test('when its folder was moved', thorough, async ({ expect, onTestFinished }) => {
    const { name, folder, up } = keptStack('moved', onTestFinished);
    await up();
    await store(`${name}_kept`);
    renameSync(folder, `${folder}-2`);

    await up({ root: `${folder}-2` });

    expect(await stored(`${name}_kept`)).toBe('kept');
    expect(await findStacks(engine)).toContainEqual(
      expect.objectContaining({ name, keptFor: `${folder}-2`, containers: 2 }),
    );
  });

  test('when it was stopped in between', thorough, async ({ expect, onTestFinished }) => {
    const { name, up } = keptStack('stopped', onTestFinished);
    await up();
    await store(`${name}_kept`);

    await stopStack(engine, name, { keepsVolumes: true });
    const left = await objectsNamed(engine, name);
    await up();

    expect(left).toEqual([`${name}_kept`]);
    expect(await stored(`${name}_kept`)).toBe('kept');
  });

  test('when all volumes that no container uses were removed, and commands swept', async ({
    expect,
    onTestFinished,
  }) => {
    const { name, up } = keptStack('pruned', onTestFinished);
    await up();
    await store(`${name}_kept`);

    const filter = ['--filter', `label=dev.drydock.stack=${name}`]; // others have volumes of their own
    await dockerOutput(engine, ['volume', 'prune', '--all', '--force', ...filter]);
    await sweepStale(engine);

    expect(await objectsNamed(engine, name)).toHaveLength(4);
    expect(await stored(`${name}_kept`)).toBe('kept');
  });

  test('when a start fails half-way', thorough, async ({ expect, onTestFinished }) => {
    const { name, up } = keptStack('fails', onTestFinished);
    await up();
    await store(`${name}_kept`);

    const failed = up({ images: { front: 'drydock/tiny-service:test' }, timeoutMs: 1 });

    await expect(failed).rejects.toMatchObject({ code: 'service-not-ready' });
    expect(await objectsNamed(engine, name)).toEqual([`${name}_kept`]);
    expect(await stored(`${name}_kept`)).toBe('kept');
  });

  test('in a volume that has no name', thorough, async ({ expect, onTestFinished }) => {
    const { name, up } = keptStack('anonymous', onTestFinished);
    const image = `drydock/${name}:test`;
    const volumeOf = async () => {
      const output = await dockerOutput(engine, [
        'inspect',
        '--format',
        '{{range .Mounts}}{{if eq .Destination "/unnamed"}}{{.Name}}{{end}}{{end}}',
        `${name}-front`,
      ]);
      return output.trim();
    };
    await up();
    await dockerOutput(engine, ['commit', '--change', 'VOLUME /unnamed', `${name}-front`, image]);
    onTestFinished(async () => {
      await runDocker(engine, ['image', 'rm', '--force', image]);
    });
    await up({ images: { front: image } });
    const before = await volumeOf();

    await up({ images: { front: image } });
    const after = await volumeOf();
    await stopStack(engine, name);

    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(after).toBe(before);
    expect((await runDocker(engine, ['volume', 'inspect', before])).exitCode).toBe(1);
  });
});

describe.concurrent('what runs goes on', () => {
  test('when an image of the next start is not there', async ({ expect, onTestFinished }) => {
    const { name, up } = keptStack('missing', onTestFinished);
    await up();
    const before = await dockerOutput(engine, ['inspect', '--format', '{{.Id}}', `${name}-front`]);

    const failed = up({ images: { front: 'drydock/no-such-image:test' } });

    await expect(failed).rejects.toMatchObject({ code: 'image-missing' });
    expect(await dockerOutput(engine, ['inspect', '--format', '{{.Id}}', `${name}-front`])).toBe(before);
  });

  test("when the network of the next start is somebody else's", async ({ expect, onTestFinished }) => {
    const { name, up } = keptStack('network', onTestFinished);
    const network = `${name}-theirs`;
    await up();
    const before = await dockerOutput(engine, ['inspect', '--format', '{{.Id}}', `${name}-front`]);
    await dockerOutput(engine, ['network', 'create', '--label', 'com.docker.compose.project=them', network]);
    onTestFinished(async () => {
      await runDocker(engine, ['network', 'rm', network]);
    });

    const failed = up({ network });

    await expect(failed).rejects.toMatchObject({ code: 'network-conflict' });
    expect(await dockerOutput(engine, ['inspect', '--format', '{{.Id}}', `${name}-front`])).toBe(before);
  });

  test('when somebody starts the same name from another folder, who is told from where', async ({
    expect,
    onTestFinished,
  }) => {
    const { name, folder, up } = keptStack('foreign', onTestFinished);
    cpSync(folder, `${folder}-2`, { recursive: true });
    await up();

    const failed = up({ root: `${folder}-2` });

    await expect(failed).rejects.toMatchObject({
      code: 'stack-exists',
      summary: `the stack "${name}" was started from another folder: ${folder}`,
      nextStep: `stop it there, or from here by name: drydock down ${name}`,
    });
    expect(await objectsNamed(engine, name)).toHaveLength(4);
  });

  test('when it belongs to a process, which is told', thorough, async ({ expect, onTestFinished }) => {
    const { name, up } = keptStack('owned', onTestFinished);
    await using _owned = await up({ isKept: false });

    const failed = up();

    await expect(failed).rejects.toMatchObject({
      code: 'stack-exists',
      summary: `the stack "${name}" belongs to process ${process.pid}, which runs`,
    });
    expect(await objectsNamed(engine, name)).toHaveLength(4);
  });
});

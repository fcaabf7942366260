// Proves that `inspect` tells what is in an image, wherever it is kept.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Engine } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';
import { type MadeImage, makeImage } from '../support/made-image.ts';
import { openTestEngine } from '../support/services.ts';
import { sourceLine } from '../support/source-line.ts';

const DOCKERFILE = `FROM debian:trixie-slim AS maker
RUN head -c 300000 /dev/zero > /big && head -c 200000 /dev/zero > /small
FROM scratch
COPY --from=maker /big /data/big
COPY --from=maker /small /data/small
COPY --from=maker /small /data/big
EXPOSE 8080
USER 7:8
ENTRYPOINT ["/data/big"]
`;

let engine: Engine;
let made: MadeImage;
let archive: string;

beforeAll(async () => {
  engine = await openTestEngine();
  made = await makeImage(engine, DOCKERFILE);
  archive = await made.save();
});

afterAll(() => made[Symbol.asyncDispose]());

/** What matters of a report, wherever the image was read from. */
async function report(...args: readonly string[]) {
  const { stdout, stderr, exitCode } = await callDrydock(['inspect', '--json', ...args]);
  expect(stderr).not.toContain('drydock:');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

describe.concurrent('the report', () => {
  test('of an image of this repository has the Dockerfile line of each layer', async () => {
    const { layers } = await report('drydock/image-of-the-day:local');

    const file = 'apps/image-of-the-day/Dockerfile';
    const places = layers.map((layer: { source: { file: string; line: number } }) => {
      return `${layer.source.file}:${layer.source.line}`;
    });
    expect(places).toHaveLength(5);
    expect(places[0]).toBe(sourceLine(file, 'COPY --link --from=rootfs'));
    expect(places[1]).toBe(sourceLine(file, 'COPY --link --from=jre /jre/ /'));
    expect(places.at(-1)).toBe(sourceLine(file, 'COPY --link --from=builder /extracted/application'));
  });

  test('of an image on another one tells its own layers from those below', async () => {
    const { layers, ...image } = await report('drydock/browser:local');

    const files = layers.map((layer: { source: { file: string } | null }) => layer.source?.file ?? 'debian');
    expect(files).toEqual(
      expect.arrayContaining(['debian', 'docker/root/Dockerfile', 'docker/browser/Dockerfile']),
    );
    expect(layers.map(({ isBase }: { isBase: boolean }) => isBase)).toEqual(
      files.map((file: string) => file !== 'docker/browser/Dockerfile'),
    );
    const own = layers.filter(({ isBase }: { isBase: boolean }) => !isBase);
    expect(image.ownBytes).toBe(
      own.reduce((sum: number, layer: { unpackedBytes: number }) => sum + layer.unpackedBytes, 0),
    );
    expect(image.packages).toContainEqual(
      expect.objectContaining({ type: 'deb', name: 'libc6', layer: 1, sizeBytes: expect.any(Number) }),
    );
    expect(image.unpackedBytes).toBe(
      layers.reduce((sum: number, layer: { unpackedBytes: number }) => sum + layer.unpackedBytes, 0),
    );
  });

  test('of anybody’s image has all that people ask for', async () => {
    const image = await report(made.ref);

    expect(image).toMatchObject({
      ref: made.ref,
      id: expect.stringMatching(/^sha256:/),
      unpackedBytes: 700_000,
      config: { os: 'linux', user: '7:8', exposedPorts: ['8080/tcp'], entrypoint: ['/data/big'] },
      fileCount: 2,
      packages: [],
      ownBytes: null,
      wastedBytes: 300_000,
      wasted: [{ path: '/data/big', bytes: 300_000, layer: 1, lostIn: 3, how: 'replaced' }],
    });
    expect(
      image.layers.map((layer: Record<string, unknown>) => [
        layer.number,
        layer.unpackedBytes,
        layer.files,
        layer.source,
      ]),
    ).toEqual([
      [1, 300_000, 1, null],
      [2, 200_000, 1, null],
      [3, 200_000, 1, null],
    ]);
    expect(
      image.files.map((file: Record<string, unknown>) => [file.path, file.sizeBytes, file.layer]),
    ).toEqual([
      ['/data/big', 200_000, 3],
      ['/data/small', 200_000, 2],
    ]);
  });

  test('has Dockerfile lines for an image of somebody else’s Dockerfile', async () => {
    const dockerfile = join(made.folder, 'Dockerfile');
    const image = await report(made.ref, '--dockerfile', dockerfile);

    expect(image.layers.map((layer: Record<string, unknown>) => layer.source)).toEqual(
      [4, 5, 6].map((line) => ({ file: dockerfile, line, stage: 'stage-1' })),
    );
  });

  test('is the same from an archive and from an OCI folder', async () => {
    const folder = join(made.folder, 'oci');
    mkdirSync(folder);
    execFileSync('tar', ['-xf', archive, '-C', folder]);
    const numbers = (image: Record<string, unknown>) => [
      image.unpackedBytes,
      image.transferBytes,
      image.files,
      image.config,
    ];
    const expected = numbers(await report(made.ref));

    expect(numbers(await report(archive))).toEqual(expected);
    expect(numbers(await report(folder))).toEqual(expected);
    expect(numbers(await report(`${archive}#${made.ref}`))).toEqual(expected);
  });
});

describe.concurrent('what people see', () => {
  test('names sizes, layers, files and how it runs, without colours when it goes to a file', async () => {
    const { stdout } = await callDrydock(['inspect', made.ref], { env: { COLUMNS: '120' } });

    expect(stdout).toContain(made.ref);
    expect(stdout).toMatch(/unpacked 700\.0 kB +transfer /);
    expect(stdout).toContain('runs /data/big');
    expect(stdout).toContain('user 7:8   in /   port 8080/tcp');
    expect(stdout).toMatch(/^ +1 +300\.0 kB .* COPY \/big \/data\/big$/m);
    expect(stdout).toMatch(/^ +200\.0 kB +3 +\/data\/big/m);
    expect(stdout).toContain('300.0 kB wasted');
    expect(stdout).toMatch(/^ +300\.0 kB +1 +\/data\/big +replaced in layer 3$/m);
    expect(stripVTControlCharacters(stdout)).toBe(stdout);
  });

  test('says so when nothing is wasted, and whose each file is', async () => {
    const { stdout } = await callDrydock(['inspect', 'drydock/image-of-the-day:local'], {
      env: { COLUMNS: '120' },
    });

    expect(stdout).toContain('Nothing wasted');
    expect(stdout).toMatch(/\/app\/lib\/spring-core-\S+\.jar +spring-core$/m);
    expect(stdout).toMatch(/own \d+\.\d MB$/m);
  });

  test.each([40, 60, 80, 120])('fits into %i columns', async (columns) => {
    const { stdout } = await callDrydock(['inspect', 'drydock/access-log:local'], {
      env: { COLUMNS: String(columns) },
    });

    const widest = Math.max(...stdout.split('\n').map((line) => [...line].length));
    expect(widest).toBeLessThanOrEqual(columns);
    expect(stdout).toContain('apps/access-log/Dockerfile');
  });

  test('all files are listed when all are asked for', async () => {
    const few = await callDrydock(['inspect', 'drydock/image-of-the-day:local']);
    const all = await callDrydock(['inspect', '--all', 'drydock/image-of-the-day:local']);

    expect(few.stdout).toMatch(/and \d+ more: --all shows them/);
    expect(all.stdout).not.toContain('--all shows them');
    expect(all.stdout).toContain('/etc/os-release');
  });
});

describe.concurrent('a wrong use', () => {
  const wrong = async (...args: readonly string[]) => {
    const { stdout, stderr, exitCode } = await callDrydock(['inspect', ...args]);
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
    expect(stderr).not.toMatch(/^\s+at .*\.ts:\d+/m);
    return stderr;
  };

  test('an image that is not there gets the nearest name', async () => {
    expect(await wrong('drydock/access-logg:local')).toMatch(
      /no image "drydock\/access-logg:local"; did you mean "drydock\/access-log:local"/,
    );
  });

  test('a file that is no archive is named', async () => {
    const path = join(made.folder, 'not.tar');
    writeFileSync(path, 'this is a letter, and no image\n'.repeat(100));

    expect(await wrong(path)).toContain(`the archive "${path}"`);
  });

  test('an archive that is not there is named', async () => {
    expect(await wrong('./nowhere.tar')).toContain('nowhere.tar');
  });

  test('an archive cut off in the middle is named', async () => {
    const path = join(made.folder, 'cut.tar');
    writeFileSync(path, execFileSync('head', ['-c', '2000', archive]));

    expect(await wrong(path)).toContain(`the archive "${path}"`);
  });

  test('a Dockerfile that is not there is named', async () => {
    expect(await wrong(made.ref, '--dockerfile', 'no/Dockerfile')).toContain(
      'the Dockerfile "no/Dockerfile" cannot be read',
    );
  });

  test('a stage that is not there gets the list', async () => {
    const stderr = await wrong(made.ref, '--dockerfile', join(made.folder, 'Dockerfile'), '--stage', 'run');

    expect(stderr).toMatch(/has no stage "run"/);
    expect(stderr).toContain('maker, stage-1');
  });

  test.each([
    [['--stage', 'x'], '--dockerfile'],
    [['--platform', 'linux/arm64'], 'inside an archive'],
    [['--tree', '--json'], '--tree and --json exclude each other'],
  ])('options that do not belong together are refused: %j', async (options, said) => {
    expect(await wrong(made.ref, ...options)).toContain(said);
  });
});

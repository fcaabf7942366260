// Proves what no final image may hold: a shell, a package manager, a compiler, sources, root, or anything of the build machine.
import { type Engine, hostCertificates, runDocker, spawnDocker } from '@drydock/engine';
import { effectiveFiles, type ImageContents, readImage } from '@drydock/layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTestEngine, SERVICES } from '../support/services.ts';

const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a shell', /(^|\/)(ba|da|a|z|k)?sh$|(^|\/)busybox$/],
  ['a package manager', /(^|\/)(apt|apt-get|dpkg|npm|npx|yarn|pip3?|mvn)$/],
  ['a compiler', /(^|\/)(javac|gcc|cc|g\+\+|go|tsc|esbuild)$/],
  ['sources', /\.(java|go|ts|c|h|kt)$|(^|\/)(pom\.xml|go\.mod|package-lock\.json|tsconfig\.json)$/],
  ['version control', /(^|\/)\.git(\/|$)/],
];

let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine();
});

describe.each(SERVICES.map((name) => [`drydock/${name}:local`]))('%s', (image) => {
  test.each(FORBIDDEN)('has no %s', async (_, pattern) => {
    const files = programsAndFiles(await readImage(engine, image));

    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((path) => pattern.test(path))).toEqual([]);
  });

  test('has no file that anyone may run as its owner, and none that anyone may write', async () => {
    const files = [...effectiveFiles(await readImage(engine, image)).values()].filter(
      ({ type }) => type === 'file',
    );

    expect(files.filter(({ mode }) => (mode & 0o6000) !== 0 || (mode & 0o002) !== 0)).toEqual([]);
  });

  test('runs as 65532, by a program and not by a shell', async () => {
    const { config } = await readImage(engine, image);

    expect(config.user).toBe('65532:65532');
    expect(config.entrypoint?.[0]).not.toMatch(/sh$/);
    expect(config.healthcheck?.test).toEqual(['CMD', '/healthcheck']);
  });

  test("holds none of the build machine's authorities", async () => {
    const certificates = hostCertificates(process.env);
    const bytes = await exportedBytes(engine, image);

    for (const { subject, pem } of certificates) {
      expect(bytes.includes(textLine(pem)), `${subject}, as text`).toBe(false);
      expect(bytes.includes(Buffer.from(body(pem), 'base64')), `${subject}, as bytes`).toBe(false);
    }
  });
});

test('the patterns know what they look for', async () => {
  const files = programsAndFiles(await readImage(engine, 'debian:trixie-slim'));

  expect(files.filter((path) => FORBIDDEN[0]?.[1].test(path)).length).toBeGreaterThan(1);
  expect(files.filter((path) => FORBIDDEN[1]?.[1].test(path)).length).toBeGreaterThan(1);
});

/** The paths of all but folders: a folder called `dpkg` is no program. */
function programsAndFiles(image: ImageContents): string[] {
  const files = [...effectiveFiles(image).values()];
  return files.filter(({ type }) => type !== 'directory').map(({ path }) => path);
}

/** Everything a container of the image would see, as the bytes of a tar archive. */
async function exportedBytes(engine: Engine, image: string): Promise<Buffer> {
  const { stdout } = await runDocker(engine, ['create', '--label', 'dev.drydock.test=contents', image]);
  const id = stdout.trim();
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of spawnDocker(engine, ['export', id]).stdout ?? []) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } finally {
    await runDocker(engine, ['rm', '--force', '--volumes', id]);
  }
}

function body(pem: string): string {
  return pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
}

/** One line out of the middle of the text: its first lines say no more than "a certificate". */
function textLine(pem: string): string {
  return pem.trim().split('\n').slice(5, 6).join('');
}

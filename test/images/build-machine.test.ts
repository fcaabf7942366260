// Proves, apart from the class of contracts, that no byte of an authority of this machine is in a final image.
import { type Engine, hostCertificates, runDocker, spawnDocker } from '@drydock/engine';
import { beforeAll, expect, test } from 'vitest';
import { openTestEngine, SERVICES } from '../support/services.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine();
});

test.concurrent.each(SERVICES.map((name) => [`drydock/${name}:local`]))(
  '%s, as a container sees it',
  async (image) => {
    const bytes = await exportedBytes(image);

    expect(bytes.length).toBeGreaterThan(1_000_000);
    for (const { subject, pem } of hostCertificates(process.env)) {
      expect(bytes.includes(textLine(pem)), `${subject}, as text`).toBe(false);
      expect(bytes.includes(Buffer.from(body(pem), 'base64')), `${subject}, as bytes`).toBe(false);
    }
  },
);

/** Everything a container of the image would see, as the bytes of a tar archive. */
async function exportedBytes(image: string): Promise<Buffer> {
  const { stdout } = await runDocker(engine, ['create', '--label', 'dev.drydock.test=build-machine', image]);
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

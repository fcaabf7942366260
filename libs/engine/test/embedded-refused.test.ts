// Proves that an embedded engine which cannot be had is refused with the reason, before anything is downloaded.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embeddedStatus, openEmbedded, openEngine, runCommand } from '../src/index.ts';

let folder: string;
let home: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-refused-'));
  home = { ...process.env, DRYDOCK_HOME: folder, DRYDOCK_ENGINE: 'embedded' };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['overlay', 'OVERLAY2', 'aufs'])('a store that does not exist is refused: %s', async (store) => {
  const env = { ...home, DRYDOCK_STORE: store };
  const refusal = {
    code: 'usage',
    summary: `DRYDOCK_STORE is "${store}"; it takes "containerd" or "overlay2"`,
  };

  await expect(openEmbedded({ env, onProgress: () => undefined })).rejects.toMatchObject(refusal);
  await expect(openEngine({ env, onProgress: () => undefined })).rejects.toMatchObject(refusal);
  await expect(embeddedStatus(env)).rejects.toMatchObject(refusal);
});

test('anyone but root is told so, and what to do', async () => {
  const source = join(import.meta.dirname, '../src/index.ts');
  const script = `import { openEngine } from ${JSON.stringify(source)};
    process.setuid(65534);
    await openEngine({ env: process.env, onProgress: () => {} }).catch((error) => console.log(JSON.stringify({ code: error.code, nextStep: error.nextStep })));`;
  const others = join(folder, 'others');
  mkdirSync(others);
  for (const path of [folder, others]) chmodSync(path, 0o777);
  const env = { ...home, DRYDOCK_HOME: others } as Record<string, string>;

  const { stdout } = await runCommand(process.execPath, ['--input-type=module', '--eval', script], {
    env,
    timeoutMs: 60_000,
  });

  expect(JSON.parse(stdout)).toMatchObject({
    code: 'not-root',
    nextStep: expect.stringContaining('as root'),
  });
});

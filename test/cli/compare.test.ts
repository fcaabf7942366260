// Proves that `compare` measures each way to build a service on real images, and leaves nothing of them.
import { runDocker } from '@drydock/engine';
import { expect, test, vi } from 'vitest';
import { runDrydock } from '../support/run-drydock.ts';
import { openTestEngine } from '../support/services.ts';

vi.setConfig({ testTimeout: 900_000 });

test('the Go service is measured in three ways, and ours is the leanest', async () => {
  const engine = await openTestEngine();

  const ran = await runDrydock(['compare', 'image-gallery', '--starts', '2', '--edits', '1', '--json']);

  expect(ran.exitCode, ran.stderr).toBe(0);
  const { rows } = JSON.parse(ran.stdout);
  expect(rows.map(({ service, variant }: Record<string, string>) => `${service} ${variant}`)).toEqual([
    'image-gallery single-stage',
    'image-gallery multi-stage',
    'image-gallery ours',
  ]);
  for (const { service: _, variant: __, ...figures } of rows)
    for (const figure of Object.values(figures)) expect(figure).toBeGreaterThan(0);
  const [single, multi, ours] = rows;
  expect(single.unpackedBytes).toBeGreaterThanOrEqual(50 * ours.unpackedBytes);
  expect(multi.unpackedBytes).toBeGreaterThan(ours.unpackedBytes);
  // No one else gives an image of this service these tags.
  const OWN = /drydock\/image-gallery\S*:compare/;
  const images = await runDocker(engine, ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
  expect(images.stdout).not.toMatch(OWN);
  const containers = await runDocker(engine, ['ps', '--all', '--format', '{{.Names}} {{.Image}}']);
  expect(containers.stdout).not.toMatch(OWN);
});

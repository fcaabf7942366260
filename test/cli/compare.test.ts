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
  const images = await runDocker(engine, ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
  expect(images.stdout).not.toMatch(/:compare/);
  const containers = await runDocker(engine, ['ps', '--all', '--format', '{{.Names}} {{.Image}}']);
  expect(containers.stdout).not.toMatch(/:compare/);
});

test.each([
  [['image-galery'], /"image-galery"; there are image-gallery, .*\n.*did you mean "image-gallery"/],
  [['--starts', '0'], /It takes a number from 1 to 99/],
  [['--edits', 'many'], /It takes a number from 1 to 99/],
  [['--update-readme', 'image-gallery'], /--update-readme was given only some/],
])('compare %j is refused', async (args, said) => {
  const { stderr, stdout, exitCode } = await runDrydock(['compare', ...args]);

  expect(stderr).toMatch(said);
  expect(stderr).not.toMatch(/^\s+at .*\.ts:\d+/m);
  expect([stdout, exitCode]).toEqual(['', 1]);
});

import { type Engine, nearestName, runDocker } from '@drydock/engine';
import { z } from 'zod';
import type { UnknownKey } from './unknown-keys.ts';

/** What bake takes of the `build` section of a service: compose knows more. */
const BUILD_KEYS = [
  ...['additional_contexts', 'args', 'cache_from', 'cache_to', 'context', 'dockerfile', 'dockerfile_inline'],
  ...['extra_hosts', 'labels', 'network', 'no_cache', 'platforms', 'provenance', 'pull', 'sbom', 'secrets'],
  ...['shm_size', 'ssh', 'tags', 'target', 'ulimits'],
];
const EXTENSION_KEYS = [
  ...['cache-from', 'cache-to', 'contexts', 'no-cache', 'no-cache-filter', 'output', 'platforms', 'pull'],
  ...['secret', 'ssh', 'tags'],
];

const composeSchema = z.object({
  services: z
    .record(z.string(), z.object({ build: z.record(z.string(), z.unknown()).nullish() }).nullish())
    .nullish(),
});

/** Everything as it is written: bake puts in the variables, and a service that no profile asks for is built as well. */
const AS_WRITTEN = ['interpolate', 'normalize', 'path-resolution', 'consistency', 'env-resolution'];

/** The keys of a compose file's `build` sections that bake skips. None when compose cannot read it: bake says why. */
export async function unknownBuildKeys(engine: Engine, root: string, file: string): Promise<UnknownKey[]> {
  const options = ['--format', 'json', ...AS_WRITTEN.map((name) => `--no-${name}`)];
  const args = ['compose', '--file', file, '--profile', '*', 'config', ...options];
  const { exitCode, stdout } = await runDocker(engine, args, { cwd: root });
  if (exitCode !== 0) return [];
  const { services } = composeSchema.parse(JSON.parse(stdout));
  return Object.entries(services ?? {}).flatMap(([name, service]) => {
    const { 'x-bake': extension, ...build } = service?.build ?? {};
    const owner = `${file}: build of the service "${name}"`;
    return [
      ...Object.keys(build).flatMap((key) => problemOf(key, BUILD_KEYS, owner)),
      ...Object.keys(extension ?? {}).flatMap((key) => problemOf(key, EXTENSION_KEYS, `${owner}, x-bake`)),
    ];
  });
}

function problemOf(name: string, known: readonly string[], owner: string): UnknownKey[] {
  // Extensions are for other programs.
  if (known.includes(name) || name.startsWith('x-')) return [];
  const nearest = nearestName(name, known);
  const hint = nearest ? `did you mean "${nearest}"?` : `bake takes ${known.join(', ')}`;
  return [{ targetKey: undefined, message: `${owner} has a key "${name}" that bake skips; ${hint}` }];
}

import { shellWord } from '@drydock/engine';
import type { ServiceRun } from './service-run.ts';

/** A command that runs the service alone, as it ran in the stack, to see for oneself why it ends. */
export function rerunCommand(run: ServiceRun): string {
  const flags = [
    ...(run.isReadOnly ? ['--read-only'] : []),
    ...run.flags,
    ...run.volumes.flatMap(({ target }) => ['--volume', target]),
    ...run.mounts.flatMap(({ type, source, target, read_only: isReadOnly }) => {
      if (type === 'tmpfs') return ['--tmpfs', target];
      const place = source ? `${source}:${target}` : target;
      return ['--volume', isReadOnly ? `${place}:ro` : place];
    }),
    ...run.files.flatMap(({ file, target }) => (file ? ['--volume', `${file}:${target}:ro`] : [])),
    ...Object.entries(run.environment).flatMap(([key, value]) =>
      value === null ? [] : ['--env', `${key}=${value}`],
    ),
    ...(run.entrypoint?.[0] ? ['--entrypoint', run.entrypoint[0]] : []),
  ];
  const args = [...(run.entrypoint?.slice(1) ?? []), ...(run.command ?? [])];
  return ['docker', 'run', '--rm', ...flags, run.image, ...args].map(shellWord).join(' ');
}

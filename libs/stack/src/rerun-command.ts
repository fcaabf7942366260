import { shellWord } from '@drydock/engine';
import type { ServiceRun } from './service-run.ts';

/** A command that runs the service alone, as it ran in the stack, to see for oneself why it ends. */
export function rerunCommand(run: ServiceRun): string {
  const flags = [
    ...(run.isReadOnly ? ['--read-only'] : []),
    ...(run.user ? ['--user', run.user] : []),
    ...run.droppedCapabilities.flatMap((capability) => ['--cap-drop', capability]),
    ...run.securityOptions.flatMap((option) => ['--security-opt', option]),
    ...(run.memoryBytes === null ? [] : ['--memory', String(run.memoryBytes)]),
    ...(run.cpus === null ? [] : ['--cpus', String(run.cpus)]),
    ...(run.pidsLimit === null ? [] : ['--pids-limit', String(run.pidsLimit)]),
    ...Object.entries(run.tmpfs).flatMap(([path, options]) => [
      '--tmpfs',
      options ? `${path}:${options}` : path,
    ]),
    ...run.volumes.flatMap(({ target }) => ['--volume', target]),
    ...Object.entries(run.environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...(run.entrypoint?.[0] ? ['--entrypoint', run.entrypoint[0]] : []),
  ];
  const args = [...(run.entrypoint?.slice(1) ?? []), ...(run.command ?? [])];
  return ['docker', 'run', '--rm', ...flags, run.image, ...args].map(shellWord).join(' ');
}

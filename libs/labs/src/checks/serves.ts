import { type Check, type CheckWords, worded } from '../check.ts';
import { type Finding, fail, PASS } from '../finding.ts';
import type { Workbench } from '../workbench.ts';
import { brokenBuild } from './broken-build.ts';
import { examine } from './examine-container.ts';
import { refused, withoutClientWords } from './runs.ts';
import type { ServedContainer, Started } from './served-container.ts';

export interface ServesOptions extends CheckWords {
  /** By the name each has on the network. Started in this order: who is asked by another one comes before it. */
  readonly containers: Readonly<Record<string, ServedContainer>>;
  /** By when each must answer for the first time. Default: 10 s. */
  readonly readyWithinMs?: number | undefined;
}

const READY_TIMEOUT_MS = 10_000;

/** Containers that keep running, on a network of their own: they answer, are healthy, and stop when asked. */
export function serves(options: ServesOptions): Check {
  return {
    title: 'containers of it answer',
    look: async (bench) => {
      const built = await Promise.all(
        Object.entries(options.containers).map(async ([name, one]) => {
          return { name, one, build: await bench.build(one.build) };
        }),
      );
      const failure = built.find(({ build }) => build.failure)?.build.failure;
      if (failure) return brokenBuild(failure, bench.needs);
      const network = bench.newName();
      await bench.docker(['network', 'create', ...bench.own.labels, network]);
      const started: (Started | Finding)[] = [];
      for (const { name, one, build } of built)
        started.push(await start(bench, { name, one, image: build.image, network }));
      for (const container of started) {
        if ('status' in container) return worded(container, options);
        const finding = await examine(bench, container, options.readyWithinMs ?? READY_TIMEOUT_MS);
        if (finding.status !== 'pass') return worded(finding, options);
      }
      return PASS;
    },
  };
}

async function start(
  bench: Workbench,
  { name, one, image, network }: Omit<Started, 'id'> & { readonly image: string },
): Promise<Started | Finding> {
  const place = ['run', '--detach', '--pull', 'never', '--name', `${network}-${name}`, ...bench.own.labels];
  const joined = ['--network', network, '--network-alias', name];
  const port = one.port === undefined ? [] : ['--publish', `127.0.0.1::${one.port}`];
  const args = [...place, ...joined, ...port, ...(one.docker ?? []), image, ...(one.command ?? [])];
  const { exitCode, stdout, stderr } = await bench.docker(args);
  if (exitCode === 0) return { name, one, network, id: stdout.trim() };
  const text = stderr.trim();
  if (exitCode !== 125 || /exec|executable file|no such file|permission denied/i.test(text))
    return fail(`${name}: the container cannot be started`, withoutClientWords(text).split('\n'));
  return refused(text, text.split('\n'));
}

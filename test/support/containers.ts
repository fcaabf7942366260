import { type Engine, runDocker } from '@drydock/engine';

export interface Container extends AsyncDisposable {
  readonly id: string;
  readonly logs: () => Promise<string>;
}

/** What a docker command prints. Throws when it fails: no expectation, since nothing was found out. */
export async function dockerText(engine: Engine, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runDocker(engine, args);
  if (exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr.trim()}`);
  return stdout.trim();
}

/** Starts a container that is gone afterwards. `args` are what follows `docker run`. */
export async function withContainer(engine: Engine, args: readonly string[]): Promise<Container> {
  const label = 'dev.drydock.test=chapter';
  const id = await dockerText(engine, 'run', '--detach', '--pull', 'never', '--label', label, ...args);
  return {
    id,
    logs: async () => {
      const { stdout, stderr } = await runDocker(engine, ['logs', id]);
      return stdout + stderr;
    },
    [Symbol.asyncDispose]: async () => {
      await runDocker(engine, ['rm', '--force', '--volumes', id]);
    },
  };
}

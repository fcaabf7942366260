import { DrydockError, type Engine, type RunOptions, runDocker } from '@drydock/engine';

const DOCKER_TIMEOUT_MS = 60_000;

/** What a docker command printed. Throws when it fails, with what it said. */
export async function dockerOutput(
  engine: Engine,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<string> {
  const result = await runDocker(engine, args, { timeoutMs: DOCKER_TIMEOUT_MS, ...options });
  if (result.exitCode === 0) return result.stdout;
  throw new DrydockError('command-failed', `docker ${args[0]} ${args[1] ?? ''} failed`.trim(), {
    evidence: [`exit code ${result.exitCode}`, ...result.stderr.trim().split('\n')],
  });
}

/** The same, cut into its lines. */
export async function dockerLines(
  engine: Engine,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<string[]> {
  const output = await dockerOutput(engine, args, options);
  return output.split('\n').filter((line) => line !== '');
}

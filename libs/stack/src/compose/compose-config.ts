import { resolve } from 'node:path';
import { DrydockError, type Engine, type RunResult, runCommand } from '@drydock/engine';
import { composeFiles } from './compose-files.ts';

const READ_TIMEOUT_MS = 30_000;
const WARNING = /level=warning/;
const NO_FILE = 'no configuration file provided';

export interface ComposeConfigOptions {
  /** The folder Compose is started in. */
  readonly root: string;
  /** A file from `root`. Default: what Compose finds by itself, override files included. */
  readonly file?: string | undefined;
  /** Profiles to activate, next to those of `COMPOSE_PROFILES`. */
  readonly profiles?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ComposeConfig {
  readonly config: unknown;
  /** What Compose says of files that it accepts, such as a variable that is not set. */
  readonly warnings: readonly string[];
}

/** The compose files of a folder, merged and interpolated by Compose itself. */
export async function composeConfig(engine: Engine, options: ComposeConfigOptions): Promise<ComposeConfig> {
  const profiles = (options.profiles ?? []).flatMap((profile) => ['--profile', profile]);
  const result = await compose(engine, options, [...profiles, 'config', '--format', 'json']);
  if (result.exitCode !== 0) throw invalid(engine, options, result);
  // Compose doubles every dollar, in keys too, so that its output could be read as a compose file again.
  const config: unknown = JSON.parse(result.stdout.replaceAll('$$', '$'));
  return { config, warnings: warningsOf(result.stderr) };
}

function warningsOf(stderr: string): string[] {
  const said = stderr.split('\n').filter((line) => WARNING.test(line));
  return [...new Set(said)].map((line) => {
    const { quoted } = /msg=(?<quoted>"(?:[^"\\]|\\.)*")/.exec(line)?.groups ?? {};
    return quoted === undefined ? line : String(JSON.parse(quoted));
  });
}

/** What a variable is to Compose: its value in the user's environment, or else in an `.env` file. */
export async function composeVariable(
  engine: Engine,
  options: ComposeConfigOptions,
  name: string,
): Promise<string | undefined> {
  const own = composeEnvironment(engine, options.root)[name];
  if (own !== undefined) return own;
  const { stdout } = await compose(engine, options, ['config', '--environment']);
  const line = stdout.split('\n').find((one) => one.startsWith(`${name}=`));
  return line?.slice(name.length + 1);
}

function compose(
  engine: Engine,
  { root, file, signal }: ComposeConfigOptions,
  args: readonly string[],
): Promise<RunResult> {
  // Without --file, Compose looks for the files as everybody knows it: COMPOSE_FILE, override files, folders above.
  const place = file === undefined ? [] : ['--project-directory', root, '--file', resolve(root, file)];
  return runCommand(engine.docker, ['compose', ...place, ...args], {
    cwd: root,
    env: composeEnvironment(engine, root),
    signal,
    timeoutMs: READ_TIMEOUT_MS,
  });
}

/**
 * What the user's shell would hand to Compose in this folder. Where the engine is, and how the client reaches it, is
 * the engine's to say.
 */
function composeEnvironment(engine: Engine, root: string): Record<string, string> {
  const user = Object.entries(engine.userEnv).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  const ours = Object.entries(engine.env).filter(
    ([name]) => /^(DOCKER|COMPOSE)_/.test(name) || engine.userEnv[name] === undefined,
  );
  return { ...Object.fromEntries([...user, ...ours]), PWD: resolve(root) };
}

function invalid(engine: Engine, options: ComposeConfigOptions, { stderr }: RunResult): DrydockError {
  const lines = stderr.trim().split('\n');
  const said = lines.filter((line) => !WARNING.test(line));
  const { root, file } = options;
  if (stderr.includes(NO_FILE))
    return new DrydockError('compose-invalid', `there is no compose file in ${resolve(root)}, or above it`, {
      nextStep: 'write a compose.yaml, or name your file in COMPOSE_FILE',
    });
  const files = composeFiles(options, composeEnvironment(engine, root)).map(({ name }) => name);
  const names = files.join(', ') || 'COMPOSE_FILE';
  const flags = file === undefined ? '' : ` --file ${file}`;
  return new DrydockError('compose-invalid', `Compose does not accept ${names}`, {
    evidence: said.length > 0 ? said : lines,
    nextStep: `correct it, and check with: docker compose${flags} config --quiet`,
  });
}

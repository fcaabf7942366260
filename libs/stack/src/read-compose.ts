import { basename, resolve } from 'node:path';
import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import type { z } from 'zod';
import { composeSchema } from './compose-schema.ts';
import { type ServiceRun, serviceRun } from './service-run.ts';

const READ_TIMEOUT_MS = 30_000;

export interface ComposeFile {
  readonly path: string;
  /** The `name` at the top of the file. */
  readonly project: string;
  /** What the engine calls the one network, e.g. `nat`. */
  readonly network: string;
  readonly services: readonly ServiceRun[];
  /** Keys of the named volumes. */
  readonly volumes: readonly string[];
}

export interface ReadComposeOptions {
  /** The folder relative paths in the file start from. */
  readonly root: string;
  /** Default: `compose.yaml`, from `root`. */
  readonly file?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads a compose file through Compose itself, and refuses whatever Drydock would not honour. */
export async function readCompose(engine: Engine, options: ReadComposeOptions): Promise<ComposeFile> {
  const path = resolve(options.root, options.file ?? 'compose.yaml');
  const place = ['--project-directory', options.root, '--file', path];
  // Without a profile, Compose would leave out the services that have one, and we would not hear of them.
  const args = ['compose', ...place, '--profile', '*', 'config', '--format', 'json'];
  const result = await runDocker(engine, args, {
    cwd: options.root,
    signal: options.signal,
    timeoutMs: READ_TIMEOUT_MS,
  });
  if (result.exitCode !== 0)
    throw new DrydockError('compose-invalid', `${basename(path)} is not a file that Compose accepts`, {
      evidence: result.stderr.trim().split('\n'),
      nextStep: `correct it, and check with: docker compose --file ${basename(path)} config --quiet`,
    });
  return parseComposeConfig(JSON.parse(result.stdout), path);
}

/** Parses what `docker compose config --format json` printed. `path` is for the messages. */
function parseComposeConfig(config: unknown, path: string): ComposeFile {
  const parsed = composeSchema.safeParse(withoutExtensions(config));
  if (!parsed.success) throw unsupported(parsed.error, basename(path));
  const { name, services, networks, volumes } = parsed.data;
  return {
    path,
    project: name,
    network: Object.values(networks)[0]?.name ?? '',
    services: Object.entries(services).map(([service, record]) => serviceRun(service, record)),
    volumes: Object.keys(volumes),
  };
}

/** Compose keeps keys that start with `x-`, and gives them no meaning. Nor do we. */
function withoutExtensions(config: unknown): unknown {
  if (typeof config !== 'object' || config === null) return config;
  return Object.fromEntries(Object.entries(config).filter(([key]) => !key.startsWith('x-')));
}

/** All that is wrong, at once: nobody likes to find the mistakes of a file one run at a time. */
function unsupported(error: z.ZodError, file: string): DrydockError {
  const problems = error.issues.flatMap(describeIssue);
  const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new DrydockError('compose-unsupported', `${file}: ${problems[0]}${rest}`, {
    evidence: problems.map((problem) => `${file}: ${problem}`),
    nextStep: 'remove it, or teach Drydock to honour it in libs/stack/src/compose-schema.ts',
  });
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  const [section, name, ...rest] = issue.path.map(String);
  const isService = section === 'services' && name !== undefined;
  const place = isService ? `service "${name}"` : 'top level';
  const parents = isService ? rest : issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${place}: key "${[...parents, key].join('.')}" is not supported`);
  return [`${place}: key "${parents.join('.')}": ${issue.message}`];
}

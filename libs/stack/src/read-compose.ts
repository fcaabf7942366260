import type { Engine } from '@drydock/engine';
import { composeConfig, composeVariable } from './compose/compose-config.ts';
import { composeFiles } from './compose/compose-files.ts';
import { modelsIn, unsupported } from './compose/describe-problems.ts';
import { type ParsedConfig, parseConfig, sourceVariables } from './compose/parse-config.ts';

export interface ComposeFile extends Omit<ParsedConfig, 'problems'> {
  /** Of the first file, when Compose merges several. */
  readonly path: string;
  /** What Compose says of it, such as a variable that is not set. */
  readonly warnings: readonly string[];
}

export interface ReadComposeOptions {
  /** The folder of the compose file, or one below it. */
  readonly root: string;
  /** A file from `root`. Default: the files that `docker compose` would read there. */
  readonly file?: string | undefined;
  /** Profiles to activate, next to those of `COMPOSE_PROFILES`. */
  readonly profiles?: readonly string[] | undefined;
  /** Only these, whatever their profiles, and what they depend on. Default: all. */
  readonly services?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads compose files through Compose itself, and refuses whatever Drydock would not honour. */
export async function readCompose(engine: Engine, options: ReadComposeOptions): Promise<ComposeFile> {
  const profiles = options.services === undefined ? options.profiles : ['*'];
  const { config, warnings } = await composeConfig(engine, { ...options, profiles });
  const variables: Record<string, string | undefined> = {};
  for (const name of sourceVariables(config)) variables[name] = await composeVariable(engine, options, name);
  const sources = composeFiles(options, engine.userEnv);
  const { problems, ...parsed } = parseConfig(config, { services: options.services, variables });
  const all = options.services === undefined ? [...problems, ...modelsIn(sources)] : problems;
  if (all.length > 0) throw unsupported(all, sources);
  return { path: sources[0]?.path ?? options.root, warnings, ...parsed };
}

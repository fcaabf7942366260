import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, relative, resolve } from 'node:path';

/** In the order in which Compose prefers them. */
const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

export interface ComposeSource {
  /** From the folder that Compose was started in. */
  readonly name: string;
  readonly path: string;
}

/** The files that Compose merges, for messages: Compose itself finds them again. */
export function composeFiles(
  { root, file }: { readonly root: string; readonly file?: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): ComposeSource[] {
  const paths = file === undefined ? found(root, env) : [file];
  return paths.map((path) => {
    const absolute = resolve(root, path);
    return { name: relative(root, absolute) || absolute, path: absolute };
  });
}

function found(root: string, env: Readonly<Record<string, string | undefined>>): string[] {
  const declared = env.COMPOSE_FILE || declaredIn(join(root, '.env'));
  if (declared) return declared.split(env.COMPOSE_PATH_SEPARATOR || delimiter);
  return nearest(resolve(root));
}

function nearest(folder: string): string[] {
  const present = (names: readonly string[]) =>
    names.map((name) => join(folder, name)).find((path) => existsSync(path));
  const main = present(NAMES);
  const override = present(OVERRIDES);
  if (main !== undefined) return override === undefined ? [main] : [main, override];
  return dirname(folder) === folder ? [] : nearest(dirname(folder));
}

function declaredIn(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { value } =
    /^\s*(?:export\s+)?COMPOSE_FILE\s*=\s*(?<value>.*?)\s*$/m.exec(readFileSync(file, 'utf8'))?.groups ?? {};
  return value?.replace(/^(['"])(.*)\1$/, '$2');
}

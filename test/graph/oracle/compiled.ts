import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../support/services.ts';
import type { Clone } from '../clone.ts';
import { projectOf, testedFolders } from './folders.ts';
import { addReason, type Reasons } from './reasons.ts';

const TSC = join(ROOT, 'node_modules/.bin/tsc');
const SIDE_BY_SIDE = 2;

/** The files that the compiler reads, by the name of what it compiles. */
export type Compiled = Map<string, readonly string[]>;

interface Program {
  readonly name: string;
  /** The configuration, and what else it compiles in place of what it says there. */
  readonly config: string;
  readonly include?: readonly string[];
}

/** Everything that is compiled, and each suite by itself: what it imports, types included, in any way that tsc knows. */
function programsOf(files: readonly string[]): Program[] {
  const configs = files.filter((file) => /^(apps|libs|tools|test)\/.*tsconfig\.json$/.test(file));
  const suites = [...testedFolders(files)].map(([project, folder]) => ({
    name: `${project}:test`,
    config: folder.startsWith('test/') ? 'test/tsconfig.json' : `${folder}/tsconfig.json`,
    include: [folder.startsWith('test/') ? `${folder}/**/*.ts` : `${folder}/test/**/*.ts`],
  }));
  const command = {
    name: 'command',
    config: 'tools/drydock/tsconfig.json',
    include: ['tools/drydock/src/main.ts'],
  };
  return [...configs.map((config) => ({ name: `${nameOf(config)}:typecheck`, config })), ...suites, command];
}

function nameOf(config: string): string {
  return config === 'test/tsconfig.json' ? 'test' : (projectOf(config) ?? config);
}

/** Asks the compiler. With `changed`: only for what has read that file so far. */
export async function compile(clone: Clone, before?: Compiled, changed?: string): Promise<Compiled> {
  const programs = programsOf(clone.files);
  const asked = programs.filter(
    ({ name }) => !before || !changed || before.get(name)?.includes(changed) === true,
  );
  const compiled: Compiled = new Map(before);
  const queue = asked.values();
  const work = async () => {
    for (const program of queue) compiled.set(program.name, await filesOf(clone, program));
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return compiled;
}

async function filesOf({ folder, files }: Clone, { name, config, include }: Program): Promise<string[]> {
  const path = include
    ? join(folder, dirname(config), `tsconfig.${name.replace(':', '-')}.json`)
    : join(folder, config);
  const own = { extends: `./tsconfig.json`, include: include?.map((pattern) => join(folder, pattern)) };
  if (include) await writeFile(path, JSON.stringify(own));
  try {
    const args = ['--project', path, '--listFilesOnly'];
    // It lists them even when they cannot be compiled.
    const { stdout } = await promisify(execFile)(TSC, args, { maxBuffer: 50_000_000 }).catch(
      (error: { readonly stdout: string }) => error,
    );
    const known = new Set(files);
    const listed = stdout.split('\n').map((line) => line.slice(folder.length + 1));
    return [...listed.filter((file) => known.has(file)), config, 'tsconfig.json'];
  } finally {
    if (include) await rm(path, { force: true });
  }
}

export function addCompiled(reasons: Reasons, compiled: Compiled): void {
  for (const [task, files] of compiled)
    if (task.includes(':')) for (const file of files) addReason(reasons, file, task, 'tsc reads it for this');
}

import type { Environment } from '../engine.ts';
import { lookAtEngine } from './engine.ts';
import { type Finding, lookAt } from './finding.ts';
import { disk, memory, node, path, temporaryFolder } from './machine.ts';
import { certificates, mirrors, proxy } from './network.ts';

export interface ExamineOptions {
  readonly env: Environment;
  /** Where the files are that are built. */
  readonly root: string;
}

/**
 * Looks at the machine and the engine, and says what is wrong and what to do. Changes nothing: it starts no engine,
 * downloads nothing and makes no folder. The machine can build when nothing has failed.
 */
export async function examine({ env, root }: ExamineOptions): Promise<Finding[]> {
  const looks = [
    lookAt('node', () => [node()]),
    lookAt('folder', () => path(root)),
    lookAt('engine', () => lookAtEngine(env)),
    lookAt('disk', () => disk(env)),
    lookAt('temporary files', () => temporaryFolder()),
    lookAt('memory', () => [memory()]),
    lookAt('certificates', () => [certificates(env)]),
    lookAt('mirrors', () => [mirrors(env)]),
    lookAt('proxy', () => proxy(env)),
  ];
  return (await Promise.all(looks)).flat();
}

import type { Engine } from '@drydock/engine';
import { seeded } from '../support/seeded.ts';
import { type Clone, cloneSources } from './clone.ts';
import { type Mutation, mutate } from './mutation.ts';
import { type Graph, readGraph } from './nx.ts';
import { askOracle, type Oracle } from './oracle/oracle.ts';

interface FalseSkip {
  readonly file: string;
  readonly line: number;
  readonly does: string;
  readonly task: string;
  readonly why: string;
}

export interface Judgement {
  readonly mutations: number;
  readonly falseSkips: readonly FalseSkip[];
  /** How many projects a mutation affected. */
  readonly affectedProjects: readonly number[];
  readonly affectedTasks: readonly number[];
}

export interface JudgeOptions {
  readonly count: number;
  readonly seed: string;
  readonly onProgress?: (done: number) => void;
  /** Of a file and a task, once. */
  readonly onFalseSkip?: (skip: FalseSkip) => void;
  /** Changes the copy before anything is judged. */
  readonly prepare?: (clone: Clone) => void;
}

interface Knowledge {
  readonly graph: Graph;
  readonly oracle: Oracle;
}

/** Changes a copy of the sources line by line, and holds what Nx says is affected against what the oracle knows. */
export async function judgeMutations(engine: Engine, options: JudgeOptions): Promise<Judgement> {
  using clone = cloneSources();
  options.prepare?.(clone);
  const random = seeded(options.seed);
  const graph = await readGraph(clone.folder);
  const known: Knowledge = { graph, oracle: await askOracle(engine, clone, { tasks: tasksIn(graph) }) };
  const falseSkips: FalseSkip[] = [];
  const note = (found: readonly FalseSkip[]) => {
    for (const skip of found) {
      if (falseSkips.some(({ file, task }) => file === skip.file && task === skip.task)) continue;
      falseSkips.push(skip);
      options.onFalseSkip?.(skip);
    }
  };
  const affectedProjects: number[] = [];
  const affectedTasks: number[] = [];
  for (let done = 1; done <= options.count; done += 1) {
    const mutation = mutate(clone, random);
    const before = clone.read(mutation.file);
    clone.write(mutation.file, mutation.text);
    try {
      const now = mutation.changesGraph ? await learnAgain(engine, clone, known, mutation) : known;
      // What cannot be read any more fails whatever is asked for: nothing is skipped.
      if (now) {
        const { projects, tasks } = await now.graph.affectedBy(mutation.file);
        affectedProjects.push(projects.size);
        affectedTasks.push(tasks.size);
        note(skipped(now.oracle, tasks, mutation));
        const { newlyUsed } = mutation;
        if (newlyUsed) {
          const later = await now.graph.affectedBy(newlyUsed);
          note(skipped(now.oracle, later.tasks, { ...mutation, file: newlyUsed }));
        }
      }
    } finally {
      clone.write(mutation.file, before);
    }
    options.onProgress?.(done);
  }
  return { mutations: options.count, falseSkips, affectedProjects, affectedTasks };
}

async function learnAgain(
  engine: Engine,
  clone: Clone,
  { oracle }: Knowledge,
  { file }: Mutation,
): Promise<Knowledge | undefined> {
  try {
    const graph = await readGraph(clone.folder);
    const before = { compiled: oracle.compiled, changed: file };
    return { graph, oracle: await askOracle(engine, clone, { tasks: tasksIn(graph), before }) };
  } catch {
    return undefined;
  }
}

function skipped(oracle: Oracle, tasks: ReadonlySet<string>, { file, line, does }: Mutation): FalseSkip[] {
  const missed = [...oracle.tasksOf(file)].filter(([task]) => !tasks.has(task));
  return missed.map(([task, why]) => ({ file, line, does, task, why }));
}

function tasksIn(graph: Graph): string[] {
  const inCheck = ['lint', 'typecheck', 'validate', 'image', 'test'];
  return [...graph.projects.values()].flatMap(({ name, targets }) =>
    targets.filter((target) => inCheck.includes(target)).map((target) => `${name}:${target}`),
  );
}

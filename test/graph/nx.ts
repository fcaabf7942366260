import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Project {
  readonly name: string;
  readonly root: string;
  readonly type: string;
  readonly tags: readonly string[];
  readonly targets: readonly string[];
}

export interface Graph {
  readonly projects: ReadonlyMap<string, Project>;
  /** Names, by the name of who depends on them. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  /** What Nx runs after a change of this file: projects as `nx show projects --affected`, tasks as `nx affected`. */
  readonly affectedBy: (
    file: string,
  ) => Promise<{ readonly projects: ReadonlySet<string>; readonly tasks: ReadonlySet<string> }>;
}

/** As Nx has it in memory; only what is read here. */
interface NxGraph {
  readonly nodes: Readonly<
    Record<
      string,
      {
        readonly data: {
          readonly root: string;
          readonly projectType: string;
          readonly tags?: readonly string[];
          readonly targets: Readonly<Record<string, unknown>>;
        };
      }
    >
  >;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

/** The targets that a change is answered with. */
const TARGETS = ['lint', 'typecheck', 'validate', 'image', 'images', 'test'];

/** Reads the graph of a workspace, anew each time. One process reads that of one folder: Nx looks for it only once. */
export async function readGraph(folder: string): Promise<Graph> {
  const nx = loadNx(folder);
  const graph: NxGraph = await nx.createProjectGraphAsync({ exitOnError: false });
  const nodes = Object.entries(graph.nodes);
  return {
    projects: new Map(
      nodes.map(([name, { data }]) => [
        name,
        {
          name,
          root: data.root,
          type: data.projectType,
          tags: data.tags ?? [],
          targets: Object.keys(data.targets),
        },
      ]),
    ),
    dependencies: new Map(
      nodes.map(([name]) => {
        const targets = (graph.dependencies[name] ?? []).map(({ target }) => target);
        return [name, [...new Set(targets)].filter((target) => target in graph.nodes)];
      }),
    ),
    affectedBy: (file) => affectedBy(nx, graph, file),
  };
}

async function affectedBy(nx: ReturnType<typeof loadNx>, graph: NxGraph, file: string) {
  const [nxJson, files] = [nx.readNxJson(), [file]];
  const touchedFiles = nx.calculateFileChanges(files, { files });
  const projects = await nx.filterAffected(graph, touchedFiles, nxJson);
  const tasks = await nx.computeAffectedTasks({
    projectGraph: graph,
    nxJson,
    targets: TARGETS,
    touchedFiles,
    fileChangeArgs: { files },
  });
  return {
    projects: new Set<string>(Object.keys(projects.nodes)),
    tasks: new Set<string>(tasks.affectedTaskIds),
  };
}

/** Nx has no public way to ask this without a process for each question. */
function loadNx(folder: string) {
  Object.assign(process.env, {
    NX_WORKSPACE_ROOT_PATH: folder,
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
  });
  const load = createRequire(join(folder, 'nx.json'));
  return {
    ...load('nx/src/project-graph/project-graph'),
    ...load('nx/src/project-graph/affected/affected-project-graph'),
    ...load('nx/src/project-graph/affected/affected-tasks'),
    ...load('nx/src/project-graph/file-utils'),
    ...load('nx/src/config/nx-json'),
  };
}

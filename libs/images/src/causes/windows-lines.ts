import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { FailureCause } from '../build-failure.ts';
import { type Stage, stageAtLine } from '../dockerfile.ts';
import { followSource } from '../follow-source.ts';
import { type Recipe, readRecipes } from '../read-recipes.ts';
import type { SourceStep } from '../source-step.ts';
import { builtStage, stageGraph } from '../stage-graph.ts';
import type { Scene } from './scene.ts';

const KEEP = 'a .gitattributes with the line "* text=auto eol=lf" keeps it so';

/** A shell, and the kernel that looks for a script's program, take a carriage return for part of the line. */
export async function windowsLinesCause(scene: Scene): Promise<FailureCause | undefined> {
  const { failure, instruction, target } = scene;
  if (failure.exitCode === undefined || !instruction) return undefined;
  if (instruction.heredocs.length > 0 && hasWindowsLines(linesOf(scene)))
    return {
      text: `${target.dockerfile} has Windows line ends (CRLF), and in a heredoc they reach the shell`,
      nextStep: `save ${target.dockerfile} with Unix line ends (LF) and build again; ${KEEP}`,
    };
  const script = await windowsScript(scene);
  if (script !== undefined) return scriptCause(`"${script}"`);
  const said = failure.output.find((line) => /\^M: bad interpreter|(\\r|\^M)'|\$'\\r'/.test(line));
  return said === undefined ? undefined : scriptCause('a script that the step runs');
}

function scriptCause(script: string): FailureCause {
  return {
    text: `${script} has Windows line ends (CRLF), and Linux reads a carriage return as part of the line`,
    nextStep: `save ${script} with Unix line ends (LF) and build again; ${KEEP}`,
  };
}

function linesOf({ text, instruction }: Scene): string {
  const { firstLine = 1, lastLine = 1 } = instruction ?? {};
  return text
    .split('\n')
    .slice(firstLine - 1, lastLine)
    .join('\n');
}

/** At an end of a line: a lone carriage return somewhere is none. */
function hasWindowsLines(text: string): boolean {
  return /\r(\n|$)/.test(text);
}

/** Folders in which a command is looked for. */
const PATHS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The first script of the build context, or of the Dockerfile, that the step names and that has Windows line ends. */
async function windowsScript(scene: Scene): Promise<string | undefined> {
  const { plan, target, builder, instruction } = scene;
  const recipes = await readRecipes(plan, builder.name);
  const recipe = recipes.get(builder.name);
  const stage = recipe && stageOf(scene, recipe);
  if (!stage || !instruction) return undefined;
  const graph = stageGraph(recipes);
  const steps = graph.stepsOf(recipe, stage);
  const here = steps.findIndex(
    ({ line, file }) => line === instruction.firstLine && file === target.dockerfile,
  );
  const before = steps.slice(0, here < 0 ? steps.length : here).toReversed();
  const workdir = before.find(({ folder }) => folder !== undefined)?.folder ?? '/';
  for (const path of wordsOf(instruction.text, instruction.heredocs).flatMap((word) =>
    placesOf(word, workdir),
  )) {
    const hop = before
      .map((step) => followSource(graph, step, path).at(-1))
      .find((each) => each !== undefined);
    if (hop?.kind === 'text' && (await isWindowsHeredoc(scene, hop.step))) return hop.name;
    if (hop?.kind !== 'context') continue;
    const text = await readFile(join(hop.name, hop.path), 'utf8').catch(() => '');
    if (isScript(text, hop.path) && hasWindowsLines(text)) return hop.path;
  }
  return undefined;
}

/** The stage that was at work, among those of the graph, which reads each Dockerfile by itself. */
function stageOf({ failure, instruction }: Scene, recipe: Recipe): Stage | undefined {
  const { stages } = recipe.dockerfile;
  if (instruction?.keyword !== 'ONBUILD')
    return failure.line === undefined ? undefined : stageAtLine(stages, failure.line);
  return stages.find(({ name }) => name === failure.stage) ?? builtStage(recipe);
}

function wordsOf(text: string, heredocs: readonly { readonly content: string }[]): string[] {
  const script = [text, ...heredocs.map(({ content }) => content)].join('\n');
  return [...new Set(script.split(/[\s"'`;&|()<>,[\]]+/))].filter((word) => /^[\w./-]*\w$/.test(word));
}

function placesOf(word: string, workdir: string): string[] {
  const places = [posix.resolve(workdir, word)];
  return word.includes('/') ? places : [...places, ...PATHS.map((folder) => `${folder}/${word}`)];
}

function isScript(text: string, path: string): boolean {
  return text.replace(/^\uFEFF/, '').startsWith('#!') || /\.(sh|bash|ksh)$/.test(path);
}

async function isWindowsHeredoc({ text }: Scene, step: SourceStep | undefined): Promise<boolean> {
  if (!step) return false;
  const lines = text.split('\n').slice(step.line - 1);
  return hasWindowsLines(lines.slice(0, 2).join('\n'));
}

import { posix } from 'node:path';
import { copyArguments, type StageState } from './copy-arguments.ts';
import type { Instruction, Stage } from './dockerfile.ts';
import { dockerfileWords, expanded } from './dockerfile-words.ts';
import type { SourceStep } from './source-step.ts';

/** What a stage hands on to one that is built FROM it. */
export interface StageEnd {
  readonly workdir: string;
  /** Of ENV; a stage of the same file inherits ARG as well. */
  readonly env: ReadonlyMap<string, string>;
  readonly args: ReadonlyMap<string, string>;
  /** What it wants done in the stage above. */
  readonly onbuild: readonly Triggered[];
}

interface Triggered {
  readonly file: string;
  readonly instruction: Instruction;
}

export const EMPTY_END: StageEnd = { workdir: '/', env: new Map(), args: new Map(), onbuild: [] };

export interface StageWalk {
  readonly file: string;
  readonly stage: Stage;
  readonly escapeSign: string;
  /** The end of what it is built FROM. */
  readonly base: StageEnd;
  /** ARG values from above the first FROM. */
  readonly globals: ReadonlyMap<string, string>;
  /** Values that the build hands in, before any default. */
  readonly given: ReadonlyMap<string, string>;
  /** What a name in `--from` stands for. */
  readonly resolve: (name: string) => string;
}

/** Follows a stage from its FROM on, as far as the Dockerfile tells: variables, working directory, copies. */
export function walkStage(walk: StageWalk): { steps: SourceStep[]; end: StageEnd } {
  const { file, stage, escapeSign, base, globals, given, resolve } = walk;
  const env = new Map(base.env);
  const args = new Map(base.args);
  let workdir = base.workdir;
  const onbuild: Triggered[] = [];
  const steps: SourceStep[] = [];
  const own = stage.instructions.slice(1).map((instruction) => ({ file, instruction }));
  for (const { file: where, instruction } of [...base.onbuild, ...own]) {
    const { keyword, text, firstLine } = instruction;
    const rest = text.replace(/^\S+\s*/, '');
    // What ENV sets wins over an ARG of the same name.
    const state: StageState = { variables: new Map([...args, ...env]), workdir, escapeSign };
    const step = { file: where, line: firstLine, stage: stage.name, keyword, text, isBase: false };
    const heredocs = instruction.heredocs.map(({ content }) => content);
    const whole = heredocs.length > 0 ? { ...step, heredocs } : step;
    if (keyword === 'ONBUILD') {
      onbuild.push({ file: where, instruction: { ...instruction, keyword: firstWord(rest), text: rest } });
    } else if (keyword === 'ARG') {
      for (const [name, value] of settings(rest, state)) {
        const known = given.get(name) ?? (value === undefined ? globals.get(name) : value);
        if (known !== undefined) args.set(name, known);
      }
      steps.push(whole);
    } else if (keyword === 'ENV') {
      for (const [name, value] of settings(rest, state)) env.set(name, value ?? '');
      steps.push(whole);
    } else if (keyword === 'WORKDIR') {
      workdir = posix.resolve(workdir, expanded(rest, state.variables, { escapeSign }));
      steps.push({ ...whole, folder: workdir });
    } else if (keyword === 'COPY' || keyword === 'ADD') {
      const copy = copyArguments(text, state);
      const { sources, destination } = copy ?? {};
      const from = copy?.from === undefined ? undefined : resolve(copy.from);
      steps.push({ ...whole, sources, destination, ...(from === undefined ? {} : { from }) });
    } else {
      steps.push(whole);
    }
  }
  return { steps, end: { workdir, env, args, onbuild } };
}

/** `A=1 B="two words"`, or the old `A the rest of the line` of ENV. A name without a value has none. */
export function settings(text: string, state: StageState): [string, string | undefined][] {
  const { variables, escapeSign } = state;
  const words = dockerfileWords(text, escapeSign);
  const [first = ''] = words;
  if (!first.includes('=') && words.length > 1) {
    return [[first, expanded(text.slice(first.length).trim(), variables, { escapeSign })]];
  }
  return words.map((word) => {
    const equals = word.indexOf('=');
    if (equals < 0) return [word, undefined];
    return [word.slice(0, equals), expanded(word.slice(equals + 1), variables, { escapeSign })];
  });
}

function firstWord(text: string): string {
  return (text.split(/\s/, 1)[0] ?? '').toUpperCase();
}

import { dockerfileWords, unquoted } from './dockerfile-words.ts';

/** One instruction of a Dockerfile and the lines it takes, counted from 1. */
export interface Instruction {
  readonly keyword: string;
  /** On one line, as BuildKit names a step: continuation lines joined, without the body of a heredoc. */
  readonly text: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** The texts that follow it, in the order in which it names them. */
  readonly heredocs: readonly Heredoc[];
}

/** A text written into the Dockerfile itself: the commands of a RUN, or a file for COPY. */
interface Heredoc {
  /** The word that ends it, which is the name of the file that COPY makes of it. */
  readonly name: string;
  readonly content: string;
}

export interface Stage {
  /** `AS name`, else `stage-0`, `stage-1`, … as BuildKit calls them. */
  readonly name: string;
  /** The first one is its FROM. */
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** ARG instructions above the first FROM: FROM lines may use them. */
  readonly globals: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** What continues a line, and takes its meaning from a sign: a backslash unless `# escape=` says otherwise. */
  readonly escapeSign: string;
}

/** Splits a Dockerfile into stages, far enough to say which line a build step comes from. */
export function parseDockerfile(source: string): readonly Stage[] {
  return readDockerfile(source).stages;
}

/** The whole of a Dockerfile. What BuildKit would refuse is read as far as it goes: nothing throws. */
export function readDockerfile(source: string): Dockerfile {
  const lines = source.replace(/^\uFEFF/, '').split(/\r?\n/);
  const escapeSign = escapeOf(lines);
  const globals: Instruction[] = [];
  const stages: { name: string; instructions: Instruction[] }[] = [];
  for (const instruction of readInstructions(lines, escapeSign)) {
    if (instruction.keyword === 'FROM') {
      const name = /\sAS\s+(?<name>\S+)\s*$/i.exec(instruction.text)?.groups?.name;
      stages.push({ name: name?.toLowerCase() ?? `stage-${stages.length}`, instructions: [] });
    }
    (stages.at(-1)?.instructions ?? globals).push(instruction);
  }
  return { globals, stages, escapeSign };
}

/** The stage a line stands in. */
export function stageAtLine(stages: readonly Stage[], line: number): Stage | undefined {
  return stages.findLast(({ instructions }) => (instructions[0]?.firstLine ?? Infinity) <= line);
}

/** The instruction that begins at a line, or holds it. */
export function instructionAtLine(stages: readonly Stage[], line: number): Instruction | undefined {
  return stageAtLine(stages, line)?.instructions.find(
    ({ firstLine, lastLine }) => firstLine <= line && line <= lastLine,
  );
}

/** Directives are comments at the very top; the first line that is none ends them. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^\s*#\s*(?<name>[a-z]+)\s*=\s*(?<value>.+?)\s*$/i.exec(line)?.groups;
    if (!directive) break;
    if (directive.name?.toLowerCase() === 'escape') return directive.value === '`' ? '`' : '\\';
  }
  return '\\';
}

function* readInstructions(lines: readonly string[], escapeSign: string): Generator<Instruction> {
  const continued = escapeSign === '`' ? /(?<!`)`\s*$/ : /(?<!\\)\\\s*$/;
  let index = 0;
  while (index < lines.length) {
    if (isSilent(lines[index] ?? '')) {
      index += 1;
      continue;
    }
    const firstLine = index + 1;
    const parts: string[] = [];
    for (let goesOn = true; goesOn && index < lines.length; index += 1) {
      const line = lines[index] ?? '';
      if (isSilent(line)) continue; // a comment or an empty line may stand between continued lines
      parts.push(line.replace(continued, '').trim());
      goesOn = continued.test(line);
    }
    const text = parts.join(' ').trim();
    if (text === '') continue;
    const heredocs = [];
    for (const { name, isIndented } of heredocsOf(text, escapeSign)) {
      const start = index;
      const line = () => heredocLine(lines[index] ?? '', isIndented);
      while (index < lines.length && line() !== name) index += 1;
      const body = lines.slice(start, index).map((each) => heredocLine(each, isIndented));
      heredocs.push({ name, content: body.map((each) => `${each}\n`).join('') });
      index += 1;
    }
    const keyword = keywordOf(text);
    yield { keyword, text, firstLine, lastLine: Math.min(index, lines.length), heredocs };
  }
}

function isSilent(line: string): boolean {
  return /^\s*(#|$)/.test(line);
}

function keywordOf(text: string): string {
  return (text.split(/\s/, 1)[0] ?? '').toUpperCase();
}

const TAKES_HEREDOCS = ['RUN', 'COPY', 'ADD'];

/** A word of its own, as BuildKit sees it: `1<<x` in an arithmetic expression is none, nor is one in quotes. */
function heredocsOf(text: string, escapeSign: string): { name: string; isIndented: boolean }[] {
  const keyword = keywordOf(text);
  if (keyword === 'ONBUILD') return heredocsOf(text.replace(/^\S+\s*/, ''), escapeSign);
  if (!TAKES_HEREDOCS.includes(keyword)) return [];
  return dockerfileWords(text, escapeSign).flatMap((word) => {
    const groups = /^\d*<<(?<dash>-?)(?<name>[^<]+)$/.exec(word)?.groups;
    return groups ? [{ name: unquoted(groups.name ?? '', escapeSign), isIndented: groups.dash === '-' }] : [];
  });
}

function heredocLine(line: string, mayBeIndented: boolean): string {
  return mayBeIndented ? line.replace(/^\t+/, '') : line;
}

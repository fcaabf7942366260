/** One instruction of a Dockerfile and the lines it takes, counted from 1. */
export interface Instruction {
  readonly keyword: string;
  /** On one line, as BuildKit names a step: continuation lines joined, without the body of a heredoc. */
  readonly text: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface Stage {
  /** `AS name`, else `stage-0`, `stage-1`, … as BuildKit calls them. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** Splits a Dockerfile into stages, far enough to say which line a build step comes from. */
export function parseDockerfile(source: string): readonly Stage[] {
  const stages: { name: string; instructions: Instruction[] }[] = [];
  for (const instruction of readInstructions(source.split('\n'))) {
    if (instruction.keyword === 'FROM') {
      const name = /\sAS\s+(?<name>\S+)\s*$/i.exec(instruction.text)?.groups?.name;
      stages.push({ name: name?.toLowerCase() ?? `stage-${stages.length}`, instructions: [] });
    }
    stages.at(-1)?.instructions.push(instruction); // an ARG above the first FROM belongs to no stage
  }
  return stages;
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

/** A word of its own, as BuildKit sees it: `1<<x` in an arithmetic expression is none. */
const HEREDOC = /(?<=\s)\d*<<(-?)["']?([^\s"'<]+)["']?(?=\s|$)/g;

function* readInstructions(lines: readonly string[]): Generator<Instruction> {
  for (let index = 0; index < lines.length; index += 1) {
    const firstLine = index + 1;
    const parts: string[] = [];
    for (; index < lines.length; index += 1) {
      const line = lines[index] ?? '';
      if (/^\s*#/.test(line)) continue; // a comment may stand between continued lines
      parts.push(line.replace(/\\\s*$/, '').trim());
      if (!/\\\s*$/.test(line)) break;
    }
    const text = parts.join(' ').trim();
    if (text === '') continue;
    for (const [, dash, end] of text.matchAll(HEREDOC)) {
      index += 1;
      while (index < lines.length && heredocLine(lines[index] ?? '', dash === '-') !== end) index += 1;
    }
    const keyword = (text.split(/\s/, 1)[0] ?? '').toUpperCase();
    // A comment or an empty line that leads up to the instruction is not part of it.
    const lead = lines.slice(firstLine - 1).findIndex((line) => !/^\s*(#|$)/.test(line));
    yield {
      keyword,
      text,
      firstLine: firstLine + Math.max(lead, 0),
      lastLine: Math.min(index + 1, lines.length),
    };
  }
}

function heredocLine(line: string, mayBeIndented: boolean): string {
  return mayBeIndented ? line.replace(/^\t+/, '') : line;
}

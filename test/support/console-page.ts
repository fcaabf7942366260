import { readFileSync } from 'node:fs';

/** A command of a page in docs, and what the page says it prints. */
export interface TypedCommand {
  readonly command: string;
  readonly prints: readonly string[];
}

/** The commands of a page's `console` blocks, in their order. */
export function typedCommands(page: string): TypedCommand[] {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```console\n(.*?)^```$/gms)].map(
    ([, text]) => text,
  );
  return blocks.join('').split(/^\$ /m).slice(1).map(parseCommand);
}

/** What the output must match to be what the page says; `…` stands for anything on a line. */
export function outputPattern(prints: readonly string[]): RegExp {
  const lines = prints.map((line) => line.split('…').map(RegExp.escape).join('.*'));
  return new RegExp(`^${lines.join('\n')}$`);
}

function parseCommand(text: string): TypedCommand {
  const [command = '', ...prints] = text.trimEnd().split('\n');
  return { command, prints };
}

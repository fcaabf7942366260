import type { SourceStep } from '../source-step.ts';
import type { HistoryLine } from './history-line.ts';

/**
 * Whether an entry of the history can have come from an instruction. The history has variables replaced, except
 * in scripts, and drops options, comments and quotes.
 */
export function isSameInstruction({ keyword, rest }: HistoryLine, step: SourceStep): boolean {
  if (keyword !== step.keyword) return false;
  const text = step.text.replace(/^\S+\s*/, '');
  switch (keyword) {
    case 'RUN':
      return isSameScript(rest, step, text);
    case 'COPY':
    case 'ADD':
      return isSameCopy(rest, step, text);
    case 'WORKDIR':
      return rest === step.folder || fits(rest, text);
    case 'EXPOSE':
      return fits(ports(rest), ports(text));
    case 'HEALTHCHECK':
      return isSameHealthcheck(rest, text);
    case 'ARG':
      // The value may come from the one who builds.
      return nameOf(rest) === nameOf(text);
    case 'ENV':
      return fits(rest, text) || fits(rest, text.replace(/^(\w+)\s+/, '$1='));
    case 'CMD':
    case 'ENTRYPOINT':
      // A command that is no list is given to a shell.
      return fits(rest, text) || fits(rest.replace(/^\["[^"]+" "-\w+" /, '['), text);
    default:
      return fits(rest, text);
  }
}

const OPTIONS = /^(?:--[a-z][\w-]*(?:=(?:"[^"]*"|\S)*)?\s+)*/;

function isSameScript(rest: string, { heredocs = [] }: SourceStep, text: string): boolean {
  const command = text.replace(OPTIONS, '');
  const [first = ''] = heredocs;
  const isOnlyHeredoc = /^<<-?\s*["']?\w+["']?$/.test(command);
  // A heredoc that says by which program it is run becomes a file.
  if (isOnlyHeredoc && first.startsWith('#!')) return /^\/dev\/pipes\/\w+$/.test(rest);
  if (isOnlyHeredoc) return squeezed(rest) === squeezed(first);
  if (heredocs.length > 0)
    return (
      heredocs.every((body) => squeezed(rest).includes(squeezed(body))) &&
      squeezed(rest).startsWith(squeezed(command))
    );
  return squeezed(rest) === squeezed(command) || (command.startsWith('[') && bare(rest) === bare(command));
}

/** Scripts differ in how their lines are broken. */
function squeezed(script: string): string {
  return script
    .replaceAll(/\\\r?\n/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function isSameCopy(rest: string, step: SourceStep, text: string): boolean {
  const there = rest.replace(OPTIONS, '');
  // The builder before BuildKit gives a checksum in place of the sources.
  const old = /^(?:file|dir|multi):\w+ in (?<destination>.+)$/.exec(there)?.groups?.destination?.trim();
  if (old !== undefined) return slashless(old) === slashless(step.destination ?? '');
  if (fits(there, text.replace(OPTIONS, ''))) return true;
  const { sources, destination } = step;
  return (
    sources !== undefined &&
    destination !== undefined &&
    bare(there) === bare([...sources, destination].join(' '))
  );
}

function slashless(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}

function isSameHealthcheck(rest: string, text: string): boolean {
  const command = /^&\{\["(?<kind>[A-Z-]+)"\s?(?<words>[\s\S]*?)\] "/.exec(rest)?.groups;
  if (!command) return fits(rest, text);
  const wanted = text.replace(OPTIONS, '');
  return command.kind === 'NONE'
    ? wanted === 'NONE'
    : fits(command.words ?? '', wanted.replace(/^CMD\s*/, ''));
}

function ports(text: string): string {
  const words = text.replaceAll(/[[\]]/g, '').split(/\s+/);
  return words
    .map((port) => port.replace(/\/tcp$/, ''))
    .sort()
    .join(' ');
}

function nameOf(argument: string): string | undefined {
  return /^\w+/.exec(argument)?.[0];
}

const VARIABLE = /\$(?:\{[^}]*\}|\w+)/;

/** Compares what is left without quotes, brackets and spaces. A variable stands for anything. */
function fits(rest: string, text: string): boolean {
  const [first = '', ...others] = text.split(VARIABLE).map(bare);
  if (others.length === 0 || bare(rest) === bare(text)) return bare(rest) === bare(text);
  const last = others.pop() ?? '';
  let left = bare(rest);
  if (!left.startsWith(first) || !left.endsWith(last)) return false;
  left = left.slice(first.length, Math.max(first.length, left.length - last.length));
  for (const part of others) {
    const at = left.indexOf(part);
    if (at < 0) return false;
    left = left.slice(at + part.length);
  }
  return true;
}

function bare(text: string): string {
  return text.replaceAll(/[\s"'[\],\\]/g, '');
}

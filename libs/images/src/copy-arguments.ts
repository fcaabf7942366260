import { posix } from 'node:path';
import { dockerfileWords, expanded } from './dockerfile-words.ts';

export interface CopyArguments {
  /** As `--from` names it. */
  readonly from: string | undefined;
  /** Variables replaced; `<<name` for a heredoc. */
  readonly sources: readonly string[];
  /** Absolute; ends in a slash when it is said to be a folder. */
  readonly destination: string;
  /** `--parents`: the folders above a source are made at the destination too. */
  readonly keepsParents: boolean;
}

export interface StageState {
  readonly variables: ReadonlyMap<string, string>;
  /** Absolute. */
  readonly workdir: string;
  readonly escapeSign: string;
}

/** What a COPY or ADD copies, and where to. Nothing when it is not written as BuildKit wants it. */
export function copyArguments(
  text: string,
  { variables, workdir, escapeSign }: StageState,
): CopyArguments | undefined {
  const rest = text.replace(/^\S+\s*/, '');
  const flags = /^(?:--\S+\s+)*/.exec(rest)?.[0] ?? '';
  const flagWords = flags.split(/\s+/).filter(Boolean);
  const words = jsonList(rest.slice(flags.length)) ?? dockerfileWords(rest.slice(flags.length), escapeSign);
  const paths = words.map((word) => expanded(word, variables, { escapeSign }));
  const destination = paths.pop();
  if (destination === undefined || paths.length === 0) return undefined;
  const from = flagWords.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
  return {
    from: from && expanded(from, variables, { escapeSign }),
    sources: paths.map((path) => path.replace(/^\d*<<-?/, '<<')),
    destination: folderOrFile(destination, workdir),
    keepsParents: flagWords.some((flag) => /^--parents(=true)?$/.test(flag)),
  };
}

/** `COPY ["a b", "/c/"]`. */
function jsonList(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

/** `./` in `/app` is `/app/`: a slash or a dot at the end says that it is a folder. */
function folderOrFile(path: string, workdir: string): string {
  const absolute = posix.resolve(workdir, path);
  return /(^|\/)\.?$/.test(path) && absolute !== '/' ? `${absolute}/` : absolute;
}

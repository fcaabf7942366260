import type { Clone } from './clone.ts';

/** A change of one line of one file. */
export interface Mutation {
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
  readonly does: string;
  readonly text: string;
  /** Whether the project graph has to be read again for it. */
  readonly changesGraph: boolean;
  /** A file that the mutated one stands on from now on. */
  readonly newlyUsed?: string;
}

const PACKAGES = ['contracts', 'engine', 'images', 'labs', 'layers', 'stack'];
const IMAGES = ['golang', 'maven', 'node', 'openjdk', 'root', 'runtime'];
/** What the graph is made of; of TypeScript only lines that import. */
const STRUCTURE =
  /Dockerfile$|\.dockerignore$|\.hcl$|tsconfig\.json$|package\.json$|^nx\.json$|^tools\/nx\/src\//;
const IMPORT = /\b(import|from|export)\b/;
const COMMENT = /^\s*(\/\/|#|\*)/;

/** Kinds of files, each as likely as the others: by their ending, and by the folder at the top. */
function kindsOf(files: readonly string[]): readonly (readonly string[])[] {
  const kind = (file: string) =>
    `${file.split('/').length > 1 ? file.split('/')[0] : '.'} ${/[^./]*$/.exec(file)?.[0]}`;
  return [...Map.groupBy(files, kind).values()];
}

/** One mutation, drawn by a source of numbers from 0 up to 1. */
export function mutate(clone: Clone, random: () => number): Mutation {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const file = pick(pick(kindsOf(clone.files)));
  const text = clone.read(file);
  const lines = text.split('\n');
  const index = Math.floor(random() * Math.max(1, lines.length - 1));
  const before = lines[index] ?? '';
  const { does, after, newlyUsed } = edit({ file, before, isFirst: random() < 0.3 }, pick);
  const mutated = newlyUsed
    ? [...after, ...lines] // an import, or a stage, goes to the top
    : [...lines.slice(0, index), ...after, ...lines.slice(index + 1)];
  const isImport = /\.[mc]?[jt]s$/.test(file) && [before, ...after].some((line) => IMPORT.test(line));
  return {
    file,
    does,
    line: newlyUsed ? 1 : index + 1,
    text: mutated.join('\n'),
    changesGraph: STRUCTURE.test(file) || isImport,
    ...(newlyUsed ? { newlyUsed } : {}),
  };
}

interface Edited {
  readonly does: string;
  readonly after: readonly string[];
  readonly newlyUsed?: string;
}

function edit(
  { file, before, isFirst }: { readonly file: string; readonly before: string; readonly isFirst: boolean },
  pick: <T>(list: readonly T[]) => T,
): Edited {
  if (isFirst && /^(libs|tools|test)\/.*\.ts$/.test(file)) {
    const name = pick(PACKAGES);
    return {
      does: `imports @drydock/${name}`,
      after: [`import type {} from '@drydock/${name}';`],
      newlyUsed: `libs/${name}/src/index.ts`,
    };
  }
  if (isFirst && /^docker\/.*Dockerfile$/.test(file)) {
    const name = pick(IMAGES);
    return { does: `stands on drydock/${name}`, after: [`FROM drydock/${name} AS mutated`] };
  }
  const word = /[A-Za-z]{3,}/.exec(before)?.[0];
  return pick<Edited>([
    { does: 'removes a line', after: [] },
    { does: 'repeats a line', after: [before, before] },
    { does: 'adds a space', after: [`${before} `] },
    ...(word && !COMMENT.test(before)
      ? [{ does: `renames "${word}"`, after: [before.replace(word, `${word}x`)] }]
      : []),
  ]);
}

// Reads a Dockerfile as far as it says which files of its context end up where. No code of the Nx plugin is used here.

interface Stage {
  readonly name: string;
  /** Names of stages and images. */
  readonly from: string[];
  readonly copies: { readonly sources: readonly string[]; readonly exclude: readonly string[] }[];
}

export interface Uses {
  /** Names of images that are none of its stages. */
  readonly images: readonly string[];
  /** What is copied from the context, as it is written. */
  readonly copies: Stage['copies'];
}

/** What the build of one stage, or of the last, takes in. */
export function usesOfStage(text: string, wanted?: string): Uses {
  const stages = readStages(text);
  const last = stages.at(-1);
  const reached = new Set(
    [stages.find(({ name }) => name === wanted) ?? last].filter((one) => one !== undefined),
  );
  const images = new Set<string>();
  for (const stage of reached)
    for (const name of stage.from) {
      const other = stages.find((one) => one.name === name);
      if (other) reached.add(other);
      else images.add(name);
    }
  return { images: [...images], copies: [...reached].flatMap(({ copies }) => copies) };
}

function readStages(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const line of instructions(text)) {
    const [, base, name] = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    if (base) stages.push({ name: name ?? `${stages.length}`, from: [base], copies: [] });
    const stage = stages.at(-1);
    for (const [, from = ''] of line.matchAll(/\bfrom=([^,\s]+)/g)) stage?.from.push(from);
    const isLocal = !/\bfrom=/.test(line);
    const [, rest] = /^(?:COPY|ADD)\s+(.+)/i.exec(line) ?? [];
    if (rest && isLocal) stage?.copies.push(copyOf(rest));
    for (const [mount] of line.matchAll(/--mount=type=bind\S*/g))
      if (!mount.includes('from='))
        stage?.copies.push({ sources: [/source=([^,]+)/.exec(mount)?.[1] ?? '.'], exclude: [] });
  }
  return stages;
}

function copyOf(rest: string): Stage['copies'][number] {
  const words = rest.trim().split(/\s+/);
  const paths = words.filter((word) => !word.startsWith('--'));
  const exclude = words.flatMap((word) => /^--exclude=(.+)/.exec(word)?.[1] ?? []);
  return { sources: paths.slice(0, -1).filter((path) => !path.startsWith('<<')), exclude };
}

/** Lines with what continues them; no comments. */
function instructions(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  return lines
    .join('\n')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim());
}

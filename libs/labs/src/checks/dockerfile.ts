import { parseDockerfile, type Stage } from '@drydock/images';
import { type Check, type CheckWords, worded } from '../check.ts';
import { type Finding, fail, PASS } from '../finding.ts';

export interface DockerfileOptions extends CheckWords {
  /** Default: `Dockerfile`. */
  readonly file?: string | undefined;
  /** Only the instructions of this stage; all of them by default. */
  readonly stage?: string | undefined;
  /** One instruction matches each: `/^RUN .*npm ci/`. An instruction is one line, its continuations joined. */
  readonly has?: readonly RegExp[] | undefined;
  /** No instruction matches any. */
  readonly lacks?: readonly RegExp[] | undefined;
  /** The first match of each comes before the first match of the next. */
  readonly order?: readonly RegExp[] | undefined;
  /** Names of stages that there are. */
  readonly stages?: readonly string[] | undefined;
}

/** What the learner wrote. For what cannot be seen in the image: a claim on the result is the better one. */
export function dockerfile(options: DockerfileOptions): Check {
  const { file = 'Dockerfile' } = options;
  return {
    title: `${file} is written as asked`,
    look: async (bench) => {
      const text = await bench.read(file);
      if (text === undefined) return worded(fail(`there is no ${file}`), options);
      return worded(judgeDockerfile(parseDockerfile(text), { ...options, file }), options);
    },
  };
}

export function judgeDockerfile(stages: readonly Stage[], options: DockerfileOptions): Finding {
  const { file = 'Dockerfile', stage, has = [], lacks = [], order = [] } = options;
  const names = stages.map(({ name }) => name);
  const wanted = [...(options.stages ?? []), ...(stage === undefined ? [] : [stage])];
  const absent = wanted.find((name) => !names.includes(name));
  if (absent !== undefined)
    return fail(`${file} has no stage "${absent}"`, [`its stages: ${names.join(', ')}`]);
  const all = stages
    .filter(({ name }) => stage === undefined || name === stage)
    .flatMap((one) => one.instructions);
  const place = ({ firstLine, text }: (typeof all)[number]) => `${file}:${firstLine}  ${text}`;
  for (const pattern of lacks) {
    const found = all.find(({ text }) => pattern.test(text));
    if (found) return fail(`${file}:${found.firstLine} should not be there`, [place(found)]);
  }
  for (const pattern of [...has, ...order])
    if (!all.some(({ text }) => pattern.test(text)))
      return fail(`${file} has no instruction like ${pattern}`, all.map(place));
  const found = order.map((pattern) => all.find(({ text }) => pattern.test(text)));
  const late = found.findIndex(
    (one, at) => at > 0 && (one?.firstLine ?? 0) < (found[at - 1]?.firstLine ?? 0),
  );
  if (late < 1) return PASS;
  const pair = [found[late], found[late - 1]].flatMap((one) => (one ? [place(one)] : []));
  return fail(`${file}: these two are in the wrong order`, pair);
}

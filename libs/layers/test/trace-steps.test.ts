// Proves that what an image's history says is traced to the instructions of a Dockerfile, and to no wrong ones.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageContents, SourceStep } from '../src/index.ts';
import { countBaseLayers, readImage, traceSteps } from '../src/index.ts';
import { makeImage, type TestImage } from './make-image.ts';
import { openTestEngine } from './open-test-engine.ts';

const DOCKERFILE = `FROM debian:trixie-slim AS base
ARG VERSION=1
ENV HOME=/root NAME="two words" SHOWN=$VERSION
ENV OLD a value
FROM base
RUN <<XX
#!/bin/bash
echo hi
XX
RUN <<XX
set -eu
# a comment that stays
echo "a $VERSION"
XX
RUN cat > /x <<XX && true
hello
XX
RUN --mount=type=tmpfs,target=/t echo one && \\
    # a comment that goes
    echo two   three \\
    && true
RUN ["/bin/echo", "a b"]
WORKDIR rel
WORKDIR sub
COPY --chmod=755 <<f1 <<f2 /h/
one
f1
two
f2
COPY ["a b", "/dest dir/"]
COPY a* \${NAME}/
ADD a1 /added
LABEL x="y z" "k"=v
SHELL ["/bin/bash", "-c"]
RUN echo in another shell
CMD echo done $NAME
ENTRYPOINT ["/bin/sh", "-e"]
EXPOSE 80 90/udp
VOLUME ["/v1", "/v2"]
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=3s CMD curl -f "http://localhost"
USER nobody
`;

/** What reads a Dockerfile is another library: here, only what these instructions need. */
const SOURCES = sources(DOCKERFILE);
let image: ImageContents;
let built: TestImage;

beforeAll(async () => {
  const engine = await openTestEngine();
  built = await makeImage(engine, DOCKERFILE, { files: { 'a b': '1', a1: '2', a2: '3' } });
  image = await readImage(engine, built.ref);
}, 120_000);
afterAll(() => built?.[Symbol.asyncDispose]());

describe('a real image', { tags: 'thorough' }, () => {
  test('has every instruction traced, in order', () => {
    const traced = traceSteps(image, SOURCES);

    const found = traced.flatMap(({ source }) => source ?? []);
    expect(found.map(({ text }) => text)).toEqual(SOURCES.map(({ text }) => text));
    expect(traced.filter(({ source }) => !source)).toEqual([
      expect.objectContaining({ layer: 0, isBase: true }),
    ]);
  });

  test('has each layer traced to the instruction that made it', () => {
    const made = traceSteps(image, SOURCES).filter(({ layer }) => layer !== undefined);

    expect(made.map(({ layer }) => layer)).toEqual(image.layers.map((_, index) => index));
    const copy = made.find(({ text }) => text.includes('h/'));
    expect(image.layers[copy?.layer ?? -1]?.entries.map(({ path }) => path)).toContain('h/f1');
  });

  test('says which layers are the base of it', () => {
    const traced = traceSteps(image, SOURCES);

    expect(traced.filter(({ isBase }) => isBase)).toHaveLength(4);
    expect(countBaseLayers(traced)).toBe(1);
    expect(countBaseLayers(traceSteps(image))).toBeUndefined();
  });

  test('tells keyword and text without a Dockerfile', () => {
    const traced = traceSteps(image).map(({ keyword, text }) => `${keyword}|${text}`);

    expect(traced).toContain('RUN|RUN echo one && echo two three && true');
    expect(traced).toContain('RUN|RUN set -eu # a comment that stays echo "a $VERSION"');
    expect(traced).toContain('COPY|COPY a b /dest dir/');
    expect(traced).toContain('USER|USER nobody');
  });

  test('has nothing traced to instructions that were changed since', () => {
    for (const [index, changed] of SOURCES.entries()) {
      const now = {
        ...changed,
        text: `${changed.text}-changed`,
        heredocs: undefined,
        destination: '/elsewhere',
        folder: '/elsewhere',
      };
      const traced = traceSteps(image, SOURCES.with(index, now));

      const isLoose = ({ source }: { source?: SourceStep | undefined }) => source === now;
      if (changed.keyword !== 'ARG') expect(traced.filter(isLoose), changed.text).toEqual([]);
      expect(
        traced.filter(({ source }) => source),
        changed.text,
      ).toHaveLength(SOURCES.length - (changed.keyword === 'ARG' ? 0 : 1));
    }
  });

  test('has the rest traced when instructions were added or are missing', () => {
    for (const index of SOURCES.keys()) {
      const without = traceSteps(image, SOURCES.toSpliced(index, 1));
      expect(without.filter(({ source }) => source)).toHaveLength(SOURCES.length - 1);
      const added = { ...(SOURCES[index] as SourceStep), keyword: 'RUN', text: 'RUN something new' };
      const withMore = traceSteps(image, SOURCES.toSpliced(index, 0, added));
      expect(withMore.filter(({ source }) => source)).toHaveLength(SOURCES.length);
    }
  });
});

function sources(dockerfile: string): SourceStep[] {
  const lines = dockerfile.split('\n');
  const steps: SourceStep[] = [];
  let stage = 'base';
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    let text = lines[at] ?? '';
    while (text.endsWith('\\')) {
      at += 1;
      if (!lines[at]?.trim().startsWith('#')) text = `${text.slice(0, -1)} ${lines[at]}`;
    }
    const heredocs = [...text.matchAll(/<<(\w+)/g)].map(([, name]) => {
      const end = lines.indexOf(name ?? '', at);
      const body = lines.slice(at + 1, end).join('\n');
      at = end;
      return `${body}\n`;
    });
    const [keyword = ''] = text.split(' ', 1);
    if (text.startsWith('FROM base')) stage = 'runtime';
    if (keyword === 'FROM' || keyword === '') continue;
    const folder = { rel: '/rel', sub: '/rel/sub' }[text.slice('WORKDIR '.length)];
    steps.push({
      ...{ file: 'Dockerfile', line, stage, keyword, isBase: stage === 'base' },
      text: text.replaceAll(/\s+/g, ' '),
      ...(heredocs.length > 0 && { heredocs }),
      ...(keyword === 'WORKDIR' && { folder }),
    });
  }
  return steps;
}

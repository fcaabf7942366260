// Proves that an entry of an image's history is traced to an instruction by what both say, and to no other.
import { describe, expect, test } from 'vitest';
import type { SourceStep } from '../src/index.ts';
import { countBaseLayers, traceSteps } from '../src/index.ts';

describe('a history', () => {
  const layer = { digest: '', diffId: '', transferBytes: 0, unpackedBytes: 0, entries: [] };
  const entry = (createdBy: string, hasLayer = true) => ({ createdBy, comment: '', hasLayer });
  const step = (text: string, more: Partial<SourceStep> = {}): SourceStep => ({
    file: 'Dockerfile',
    line: 1,
    stage: 'runtime',
    keyword: text.split(' ', 1)[0] ?? '',
    text,
    isBase: false,
    ...more,
  });

  test.for<[string, string, Partial<SourceStep>]>([
    ['/bin/sh -c apt-get  update', 'RUN apt-get update', {}],
    ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]', {}],
    ['/bin/sh -c #(nop) COPY file:0a1b in /app/ ', 'COPY a.jar /app', { destination: '/app' }],
    ['|1 A=/usr/x B /bin/sh -c make', 'RUN make', {}],
    ['RUN |2 A=/usr/x B=y /bin/sh -c make $A # buildkit', 'RUN make $A', {}],
    ['ENV A=1 B=', 'ENV A="1" B=', {}],
    ['LABEL a=b c 3', 'LABEL a="b c $N"', {}],
    ['WORKDIR /a/b', 'WORKDIR $HERE', { folder: '/a/b' }],
    ['HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}', 'HEALTHCHECK NONE', {}],
    ['ENTRYPOINT ["/bin/sh" "-c" "exec a b"]', 'ENTRYPOINT exec a b', {}],
    ['COPY dir /x # buildkit', 'COPY --link --from=a $DIR /x', { sources: ['dir'], destination: '/x' }],
  ])('entry %j comes from %j', ([createdBy, text, more]) => {
    const [traced] = traceSteps({ history: [entry(createdBy)], layers: [layer] }, [step(text, more)]);

    expect(traced?.source?.text).toBe(text);
  });

  test.for<[string, string, Partial<SourceStep>]>([
    ['RUN /bin/sh -c make # buildkit', 'RUN make all', {}],
    ['RUN /bin/sh -c make all # buildkit', 'RUN make $X', {}],
    ['COPY /a /b # buildkit', 'COPY /a /c', { sources: ['/a'], destination: '/c' }],
    ['ENV A=1', 'ENV A=2', {}],
    ['USER 1', 'USER 10', {}],
    ['WORKDIR /a', 'WORKDIR b', { folder: '/a/b' }],
    ['EXPOSE [80/tcp]', 'EXPOSE 80/udp', {}],
    ['ADD /a /b # buildkit', 'COPY /a /b', {}],
    ['a tool that is not known', 'RUN a tool that is not known', {}],
  ])('entry %j does not come from %j', ([createdBy, text, more]) => {
    const [traced] = traceSteps({ history: [entry(createdBy)], layers: [layer] }, [step(text, more)]);

    expect(traced?.source).toBeUndefined();
  });

  test('that repeats itself is traced from its newest entry', () => {
    const history = [entry('USER 1', false), entry('USER 1', false)];

    expect(traceSteps({ history, layers: [] }, [step('USER 1')]).map(({ source }) => source?.text)).toEqual([
      undefined,
      'USER 1',
    ]);
  });

  test('that knows of fewer layers than there are knows of the newest', () => {
    const traced = traceSteps({ history: [entry('COPY a /')], layers: [layer, layer, layer] });

    expect(traced.map((one) => [one.layer, one.keyword])).toEqual([
      [0, ''],
      [1, ''],
      [2, 'COPY'],
    ]);
  });

  test('that knows of more layers than there are gives the oldest none', () => {
    const traced = traceSteps({ history: [entry('COPY a /'), entry('COPY b /')], layers: [layer] });

    expect(traced.map((one) => one.layer)).toEqual([undefined, 0]);
  });

  test('below the first own instruction is the base, and not above it', () => {
    const history = [
      '',
      'RUN /bin/sh -c base # buildkit',
      'RUN /bin/sh -c changed # buildkit',
      'RUN /bin/sh -c own # buildkit',
    ].map((text) => entry(text));
    const traced = traceSteps({ history, layers: [layer, layer, layer, layer] }, [
      step('RUN was changed'),
      step('RUN own'),
    ]);

    expect(traced.map(({ isBase }) => isBase)).toEqual([true, true, false, false]);
    expect(countBaseLayers(traced)).toBe(2);
  });
});

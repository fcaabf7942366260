// Proves that a Dockerfile is split into stages and instructions on the right lines.
import { describe, expect, test } from 'vitest';
import { instructionAtLine, parseDockerfile, stageAtLine } from '../src/dockerfile.ts';

const source = `# a comment
ARG VERSION=1
FROM debian AS Build

# leads up to it
RUN one $((1<<x)) && \\
    # a comment between
    two
RUN <<EOF
FROM nothing
EOF
COPY <<-'A' <<b.conf /x/
	A
b
b.conf

FROM scratch
COPY --from=build /a /b`;

describe('a Dockerfile', () => {
  const stages = parseDockerfile(source);

  test('has the stages that BuildKit names', () => {
    expect(stages.map(({ name }) => name)).toEqual(['build', 'stage-1']);
  });

  test('has its instructions on the lines they take', () => {
    const places = stages.flatMap(({ instructions }) =>
      instructions.map(({ keyword, firstLine, lastLine }) => `${keyword} ${firstLine}-${lastLine}`),
    );

    expect(places).toEqual(['FROM 3-3', 'RUN 6-8', 'RUN 9-11', 'COPY 12-15', 'FROM 17-17', 'COPY 18-18']);
  });

  test.for([
    [2, undefined, undefined],
    [7, 'build', 'RUN one $((1<<x)) && two'],
    [10, 'build', 'RUN <<EOF'],
    [18, 'stage-1', 'COPY --from=build /a /b'],
  ] as const)('line %i is in stage %s', ([line, stage, text]) => {
    expect(stageAtLine(stages, line)?.name).toBe(stage);
    expect(instructionAtLine(stages, line)?.text).toBe(text);
  });
});

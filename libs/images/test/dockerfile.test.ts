// Proves that a Dockerfile is split into stages and instructions on the right lines.
import { describe, expect, test } from 'vitest';
import { instructionAtLine, parseDockerfile, readDockerfile, stageAtLine } from '../src/dockerfile.ts';

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

describe('an odd Dockerfile', () => {
  const places = (source: string) =>
    parseDockerfile(source).flatMap(({ instructions }) =>
      instructions.map(({ firstLine, lastLine, text }) => `${firstLine}-${lastLine} ${text}`),
    );

  test.for([
    ['lower case', 'from scratch as A\nrun x', ['1-1 from scratch as A', '2-2 run x']],
    [
      'an empty line in a continuation',
      'FROM a\nRUN x \\\n\n  y\nRUN z',
      ['1-1 FROM a', '2-4 RUN x y', '5-5 RUN z'],
    ],
    [
      'a path with a backslash before the end',
      'FROM a\nRUN x\\\\\nRUN y',
      ['1-1 FROM a', '2-2 RUN x\\\\', '3-3 RUN y'],
    ],
    ['lines of Windows', 'FROM a\r\nRUN x \\\r\n  y\r\n', ['1-1 FROM a', '2-3 RUN x y']],
    ['a continuation at the very end', 'FROM a\nRUN x \\', ['1-1 FROM a', '2-2 RUN x']],
    ['a heredoc that never ends', 'FROM a\nRUN <<E\nb', ['1-1 FROM a', '2-3 RUN <<E']],
    [
      '<< in quotes',
      'FROM a\nRUN echo "x <<E y"\nRUN z',
      ['1-1 FROM a', '2-2 RUN echo "x <<E y"', '3-3 RUN z'],
    ],
    ['<< where no heredoc may be', 'FROM a\nENV A <<E\nRUN z', ['1-1 FROM a', '2-2 ENV A <<E', '3-3 RUN z']],
    [
      'a heredoc of ONBUILD',
      'FROM a\nONBUILD RUN <<E\nb\nE\nRUN z',
      ['1-1 FROM a', '2-4 ONBUILD RUN <<E', '5-5 RUN z'],
    ],
    [
      'another sign that continues',
      '# escape=`\nFROM a\nRUN x C:\\\nRUN y `\n  z',
      ['2-2 FROM a', '3-3 RUN x C:\\', '4-5 RUN y z'],
    ],
    ['such a comment too late', '\n# escape=`\nFROM a\nRUN x \\\n  y', ['3-3 FROM a', '4-5 RUN x y']],
  ] as const)('with %s is read as BuildKit does', ([, source, expected]) => {
    expect(places(source)).toEqual(expected);
  });

  test('keeps the bodies of its heredocs, and the ARG lines above the first FROM', () => {
    const { globals, stages } = readDockerfile(source);

    expect(globals.map(({ text }) => text)).toEqual(['ARG VERSION=1']);
    expect(stages[0]?.instructions.at(-1)?.heredocs).toEqual([
      { name: 'A', content: '' },
      { name: 'b.conf', content: 'b\n' },
    ]);
  });
});

describe('the same Dockerfile', () => {
  const whole = (text: string) => {
    const { globals, stages, escapeSign } = readDockerfile(text);
    return { globals, stages, escapeSign };
  };
  const ended = `${source}\n`;
  const windows = ended.replaceAll('\n', '\r\n');
  const escaped = (text: string) => `# escape=\`\n${text.replaceAll('\\', '`')}`;

  test.for([
    ['with Windows line ends', windows, ended],
    ['with a byte order mark', `\uFEFF${ended}`, ended],
    ['with both', `\uFEFF${windows}`, ended],
    ['without a line end at its end', source, ended],
    ['with Windows line ends, and none at its end', windows.replace(/\r\n$/, ''), ended],
    [
      'with another sign that continues, and all of these',
      `\uFEFF${escaped(ended).replaceAll('\n', '\r\n')}`,
      escaped(ended),
    ],
  ] as const)('%s has the same stages, lines and texts', ([, text, plain]) => {
    expect(whole(text)).toEqual(whole(plain));
  });
});

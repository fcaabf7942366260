// Proves that the instructions of any Dockerfile are found in the order in which they make the image, with
// what each COPY copies from where to where.
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DrydockError } from '@drydock/engine';
import { describe, expect, test } from 'vitest';
import { type DockerfileOptions, dockerfileSources, dockerfileSteps, type SourceStep } from '../src/index.ts';

async function stepsOf(source: string, options?: DockerfileOptions): Promise<readonly SourceStep[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'drydock-steps-'));
  const path = join(folder.path, 'Dockerfile');
  await writeFile(path, source);
  return await dockerfileSteps(path, options);
}

const places = (steps: readonly SourceStep[]) =>
  steps.map(({ line, stage, text }) => `${line} ${stage}: ${text}`);

describe('the steps', () => {
  test('are those of the last stage, after those of the stage it is built FROM', async () => {
    const steps = await stepsOf(
      'FROM debian AS Base\nRUN one\nFROM debian AS other\nRUN two\nFROM base\nRUN three\n',
    );

    expect(places(steps)).toEqual(['2 base: RUN one', '6 stage-2: RUN three']);
    expect(steps.map(({ isBase }) => isBase)).toEqual([false, false]);
  });

  test.for([
    ['by name', 'Other'],
    ['by number', '1'],
  ] as const)('may be those of another stage, %s', async ([, stage]) => {
    const steps = await stepsOf('FROM a AS base\nRUN one\nFROM b AS other\nRUN two\nFROM base\nRUN three\n', {
      stage,
    });

    expect(places(steps)).toEqual(['4 other: RUN two']);
  });

  test('follow a FROM that is written with a platform and a variable', async () => {
    const source =
      'ARG KIND=slim\nARG BASE=base-$KIND\nFROM x AS base-slim\nRUN one\nFROM y AS base-full\nRUN two\n';
    const steps = await stepsOf(`${source}FROM --platform=$BUILDPLATFORM \${BASE}\nRUN three\n`);
    const given = await stepsOf(`${source}FROM \${BASE}\nRUN three\n`, { args: { KIND: 'full' } });

    expect(places(steps)).toEqual(['4 base-slim: RUN one', '8 stage-2: RUN three']);
    expect(places(given)).toEqual(['6 base-full: RUN two', '8 stage-2: RUN three']);
  });

  test('include what ONBUILD left for the stage above, where it is written', async () => {
    const steps = await stepsOf('FROM a AS base\nWORKDIR /app\nONBUILD COPY . .\nFROM base\nRUN make\n');

    expect(places(steps)).toEqual(['2 base: WORKDIR /app', '3 stage-1: COPY . .', '5 stage-1: RUN make']);
    expect(steps[1]).toMatchObject({ keyword: 'COPY', destination: '/app/' });
  });

  test('keep the script of a RUN', async () => {
    const [step] = await stepsOf('FROM a\nRUN <<E\nset -eu\nmake\nE\n');

    expect(step).toMatchObject({ text: 'RUN <<E', heredocs: ['set -eu\nmake\n'] });
  });
});

describe('a COPY', () => {
  test.for([
    ['in the working folder', 'WORKDIR /w\nCOPY a b', ['a'], '/w/b'],
    ['to a folder', 'WORKDIR /w\nCOPY a ./', ['a'], '/w/'],
    ['to the working folder', 'WORKDIR /w\nWORKDIR x\nCOPY a b c .', ['a', 'b', 'c'], '/w/x/'],
    ['to the root', 'COPY a /', ['a'], '/'],
    ['in JSON', 'COPY ["a b", "/c d/"]', ['a b'], '/c d/'],
    ['in quotes', 'COPY "a b" /c\\ d/', ['a b'], '/c d/'],
    ['with flags', 'COPY --link --chown=1:1 --chmod=755 a /b', ['a'], '/b'],
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are variables of the Dockerfile
    ['with what ENV sets', 'ENV A=x B="y z"\nCOPY $A ${B}/', ['x'], '/y z/'],
    ['with the old form of ENV', 'ENV A x y\nCOPY a /$A', ['a'], '/x y'],
    ['with the default of an ARG', 'ARG V=1\nCOPY a-$V.jar /app.jar', ['a-1.jar'], '/app.jar'],
    ['with a default of its own', 'COPY ${NO:-a} /${NO:+x}b', ['a'], '/b'],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above
    ['with a variable nobody here knows', 'COPY $HOME/a /b', ['$HOME/a'], '/b'],
    ['with texts of its own', 'COPY <<a.conf <<-"b" /etc/\na.conf\nb', ['<<a.conf', '<<b'], '/etc/'],
    ['as ADD', 'ADD a.tar /b/', ['a.tar'], '/b/'],
  ] as const)('%s is understood', async ([, source, sources, destination]) => {
    const steps = await stepsOf(`FROM x\n${source}\n`);

    expect(steps.at(-1)).toMatchObject({ sources, destination });
  });

  test('an ARG above the first FROM counts once the stage asks for it', async () => {
    const steps = await stepsOf('ARG V=7\nFROM x\nCOPY a /$V\nARG V\nCOPY a /$V\nFROM x\n', { stage: '0' });

    expect(steps.map(({ destination }) => destination)).toEqual(['/$V', undefined, '/7']);
  });

  test.for([
    ['a stage', '--from=Build', 'build'],
    ['a stage by number', '--from=0', 'build'],
    ['an image', '--from=docker.io/library/debian', 'docker.io/library/debian'],
  ] as const)('from %s names it', async ([, flag, from]) => {
    const steps = await stepsOf(`FROM x AS build\nFROM scratch\nCOPY ${flag} /a /b\n`);

    expect(steps.at(-1)?.from?.toLowerCase()).toBe(from);
  });
});

describe('a file is followed back', () => {
  async function hops(source: string, path: string, files: readonly string[] = []): Promise<string[]> {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'drydock-steps-'));
    await writeFile(join(folder.path, 'Dockerfile'), source);
    for (const file of files) await writeFile(join(folder.path, file), '');
    const { steps, follow } = await dockerfileSources(join(folder.path, 'Dockerfile'));
    const last = steps.at(-1);
    return (last ? follow(last, path) : []).map((hop) => {
      const step = hop.step ? ` ${hop.step.line}` : '';
      return `${hop.kind} ${hop.path}${step}${hop.isCertain ? '' : ' likely'}`;
    });
  }

  test.for([
    ['to the build context', 'FROM x\nCOPY src/ /app/', '/app/a/b', ['context src/a/b']],
    ['to a text in the Dockerfile', 'FROM x\nCOPY <<a /b\nhi\na', '/b', ['text /b 2']],
    ['to an image', 'FROM x\nCOPY --from=y /c /b', '/b', ['image /c']],
    [
      'to the command that names it',
      'FROM x AS b\nRUN make > /out/app\nRUN test\nFROM x\nCOPY --from=b /out/app /app',
      '/app',
      ['stage /out/app 2 likely'],
    ],
    [
      'to the command that names its folder first',
      'FROM x AS b\nRUN unpack --into /rootfs\nRUN ls /rootfs\nFROM x\nCOPY --from=b /rootfs/ /',
      '/usr/lib/libc.so',
      ['stage /rootfs/usr/lib/libc.so 2 likely'],
    ],
    [
      'to the only command',
      'FROM x AS b\nRUN make\nFROM x\nCOPY --from=b /src/out/ /',
      '/app',
      ['stage /src/out/app 2 likely'],
    ],
    [
      'no further than the Dockerfile tells',
      'FROM x AS b\nRUN make\nRUN make install\nFROM x\nCOPY --from=b /src/out/ /',
      '/app',
      ['stage /src/out/app likely'],
    ],
    [
      'not to a context that does not have it',
      'FROM x AS b\nWORKDIR /src\nCOPY . .\nRUN make\nFROM x\nCOPY --from=b /src/ /',
      '/app',
      ['stage /src/app 4 likely'],
    ],
    ['not where its COPY did not put it', 'FROM x\nCOPY a /b/', '/c/a', []],
    [
      'to the archive that ADD unpacked',
      'FROM scratch\nADD root.tar.xz /',
      '/bin/sh',
      ['context root.tar.xz'],
    ],
  ] as const)('%s', async ([, source, path, expected]) => {
    expect(await hops(source, path)).toEqual(expected);
  });

  test('through several stages to a file of the context', async () => {
    const source =
      'FROM x AS a\nCOPY . /src/\nFROM x AS b\nCOPY --from=a /src /there\nFROM x\nCOPY --from=b /there/f /g';

    expect(await hops(source, '/g', ['f'])).toEqual(['stage /there/f 4', 'stage /src/f 2', 'context f']);
  });
});

describe('a mistake', () => {
  test.for([
    ['a stage that is not there', 'FROM x AS a\nFROM y AS b', 'c', 'has no stage "c"'],
    ['a file that is no Dockerfile', 'hello', undefined, 'has no FROM'],
  ] as const)('%s is named', async ([, source, stage, message]) => {
    await expect(stepsOf(source, { stage })).rejects.toThrow(message);
  });

  test('a Dockerfile that is not there is named', async () => {
    await expect(dockerfileSteps('/nowhere/Dockerfile')).rejects.toThrow(DrydockError);
  });
});

// A Dockerfile that scripts a toolchain makes an image that other Dockerfiles build with, and a change of the toolchain rebuilds what stands on it.
import { type ImagePlan, planImages } from '@drydock/images';
import { readFile } from '@drydock/layers';
import { expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { openTestEngine, ROOT } from '../support/services.ts';
import { smallProject } from '../support/small-project.ts';

const engine = await openTestEngine();

const BAKE = `target "toolchain" {
  context = "toolchain"
  output  = ["type=cacheonly"]
}
target "app" {
  context  = "app"
  contexts = { "shop/toolchain" = "target:toolchain" }
  tags     = ["PREFIX/app:local"]
  output   = ["type=docker"]
}
`;
/** Its compiler writes its own name and version into what it makes. */
const TOOLCHAIN = `FROM debian:trixie-slim
RUN echo 'echo PREFIX compiler 1 > "$1"' > /usr/local/bin/compile && chmod +x /usr/local/bin/compile
`;
const app = (base: string) => `FROM ${base} AS builder
WORKDIR /build
RUN command -v compile > /dev/null && compile app || echo PREFIX no compiler > app
FROM scratch
COPY --link --from=builder /build/app /app
`;

const COMPILE_LINE = 3;

claim.concurrent(import.meta.filename, () => {
  statement('a Dockerfile builds with the toolchain of another, and again when that one changes', {
    check: async (base) => {
      const files = { 'docker/bake.hcl': BAKE, 'toolchain/Dockerfile': TOOLCHAIN };
      await using project = smallProject(engine, { ...files, 'app/Dockerfile': app(base) });
      const first = await project.build('app');
      project.write({ 'toolchain/Dockerfile': TOOLCHAIN.replace('compiler 1', 'compiler 2') });

      const second = await project.build('app');

      expect([first.failure, second.failure], 'failures').toEqual([undefined, undefined]);
      const compile = second.steps.find(({ stage, line }) => stage === 'builder' && line === COMPILE_LINE);
      expect(compile?.state, 'after a change of the toolchain the step that compiles is').toBe('done');
      const made = await readFile(engine, await project.image('app'), 'app');
      expect(made?.bytes.toString(), 'the app').toBe(`${project.prefix} compiler 2\n`);
    },
    holds: { 'when it stands on the toolchain': 'shop/toolchain' },
    control: {
      'one that stands on something else does not notice': {
        of: 'debian:trixie-slim',
        red: /the step that compiles is/,
      },
    },
  });

  statement('the toolchain is an image of this repository', {
    check: async (target) => {
      const { targets }: ImagePlan = await planImages(engine, { root: ROOT, targets: [target] });

      const toolchains = ['maven', 'node', 'golang'];
      const builtWith = targets.get(target)?.needs.filter((need) => toolchains.includes(need));
      expect(builtWith, `toolchains of ${target}`).toHaveLength(1);
    },
    holds: {
      'of image-of-the-day': 'image-of-the-day',
      'of access-log': 'access-log',
      'of image-gallery': 'image-gallery',
      'of apod': 'apod',
    },
    control: { 'what is not compiled needs none': { of: 'runtime', red: /toolchains of runtime/ } },
  });
});

// Commands in a Dockerfile run during the build, and the changes each makes to files are saved in its layer.
import { effectiveFiles } from '@drydock/layers';
import { expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { openTestEngine } from '../support/services.ts';
import { builtProject } from '../support/small-project.ts';

const engine = await openTestEngine();

claim.concurrent(import.meta.filename, () => {
  statement('a command runs while the image is built', {
    check: async (dockerfile) => {
      await using project = await builtProject(engine, dockerfile);

      expect(project.built.output, 'printed during the build').toContain(`here is ${project.prefix}`);
    },
    holds: { 'a RUN': 'FROM debian:trixie-slim\nRUN echo here is PREFIX\n' },
    control: {
      'a CMD waits for a container': {
        of: 'FROM debian:trixie-slim\nCMD echo here is PREFIX\n',
        red: /printed during the build/,
      },
    },
  });

  statement('what a command changes is in the layer that it made', {
    check: async (dockerfile) => {
      await using project = await builtProject(engine, dockerfile);

      const { layers } = await project.image();

      const files = (index: number) => layers.at(index)?.entries.map(({ path }) => path);
      expect(files(-2), 'files of the last layer but one').toContain('srv/first');
      expect(files(-1), 'files of the last layer').toContain('srv/second');
    },
    holds: {
      'two RUNs make two layers': `FROM debian:trixie-slim
RUN echo PREFIX > /srv/first
RUN echo PREFIX > /srv/second
`,
    },
    control: {
      'a mount is no part of the layer': {
        of: `FROM debian:trixie-slim
RUN echo PREFIX > /srv/first
RUN --mount=type=tmpfs,target=/srv echo PREFIX > /srv/second
`,
        red: /files of the last layer/,
      },
    },
  });

  statement('a file that a later command deletes still travels with the image', {
    check: async (dockerfile) => {
      await using project = await builtProject(engine, dockerfile);

      const image = await project.image();

      const big = image.layers.flatMap(({ entries }) => entries).filter(({ path }) => path === 'srv/big');
      expect(effectiveFiles(image).has('srv/big'), 'a container sees it').toBe(false);
      expect(
        big.map(({ size }) => size),
        'bytes of it in the layers',
      ).toContain(1_000_000);
    },
    holds: {
      'deleted by a command of its own': `FROM debian:trixie-slim
RUN head --bytes=1000000 /dev/zero > /srv/big
RUN rm /srv/big
`,
    },
    control: {
      'deleted by the command that made it': {
        of: 'FROM debian:trixie-slim\nRUN head --bytes=1000000 /dev/zero > /srv/big && rm /srv/big\n',
        red: /bytes of it in the layers/,
      },
    },
  });
});

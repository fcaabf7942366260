// COPY --from takes files from an earlier stage or from another image, not from the host, and what is not copied is not there.
import { effectiveFiles, readFile, readImage } from '@drydock/layers';
import { expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { openTestEngine } from '../support/services.ts';
import { builtProject } from '../support/small-project.ts';

const engine = await openTestEngine();

claim.concurrent(import.meta.filename, () => {
  statement('the file is the one of the stage, though the host has one of that name', {
    check: async (copy) => {
      const dockerfile = `FROM debian:trixie-slim AS maker
RUN echo made by the stage PREFIX > /note
FROM scratch
${copy}
`;
      await using project = await builtProject(engine, dockerfile, { note: 'from the host\n' });

      const content = await readFile(engine, await project.image(), 'note');

      expect(content?.bytes.toString(), 'the file says').toBe(`made by the stage ${project.prefix}\n`);
    },
    holds: { 'with --from': 'COPY --from=maker /note /note' },
    control: { 'without --from': { of: 'COPY note /note', red: /the file says/ } },
  });

  statement('it takes files from another image too', {
    check: async (from) => {
      await using project = await builtProject(
        engine,
        `FROM debian:trixie-slim AS maker\nRUN echo PREFIX > /etc/debian_version\nFROM scratch\nCOPY --from=${from} /etc/debian_version /\n`,
      );

      const content = await readFile(engine, await project.image(), 'debian_version');

      expect(content?.bytes.toString(), 'the version that was copied').toMatch(/^13\.\d+\n$/);
    },
    holds: { 'that of an image which no stage stands on': 'debian:trixie-slim' },
    control: { 'a stage may have changed it': { of: 'maker', red: /the version that was copied/ } },
  });

  statement('what no COPY names stayed in its stage', {
    check: async ({ image, builtFrom }) => {
      const files = effectiveFiles(await readImage(engine, image));

      const names = [...files.values()].filter(({ type }) => type === 'file').map(({ path }) => path);
      expect(names.length).toBeGreaterThan(1);
      expect(
        names.filter((path) => builtFrom.test(path)),
        `sources in ${image}`,
      ).toEqual([]);
    },
    holds: {
      'the Java sources of image-of-the-day': {
        image: 'drydock/image-of-the-day:local',
        builtFrom: /\.java$/,
      },
      'the TypeScript of access-log': { image: 'drydock/access-log:local', builtFrom: /\.ts$/ },
      'the Go of image-gallery': { image: 'drydock/image-gallery:local', builtFrom: /\.go$|\.mod$/ },
      'the page of image-gallery, which is compiled in': {
        image: 'drydock/image-gallery:local',
        builtFrom: /\.html$|\.css$/,
      },
    },
    control: {
      'an image of one stage keeps what it was built with': {
        of: { image: 'debian:trixie-slim', builtFrom: /\/dpkg$/ },
        red: /sources in debian/,
      },
    },
  });
});

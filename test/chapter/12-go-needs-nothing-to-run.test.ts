// A Go program is native: its stages stand on different bases, the last one on none, and it runs where there is no Go.
import { planImages } from '@drydock/images';
import { effectiveFiles, findFile, readImage } from '@drydock/layers';
import { probe } from '@drydock/stack';
import { expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { type Container, dockerText, withContainer } from '../support/containers.ts';
import { openTestEngine, ROOT } from '../support/services.ts';
import { firstAndLastBase } from '../support/stage-bases.ts';
import { until } from '../support/until.ts';

const engine = await openTestEngine();
const ANSWERS_WITHIN_MS = 10_000;

claim.concurrent(import.meta.filename, () => {
  statement('the last stage stands on nothing', {
    check: async (target) => {
      const { targets } = await planImages(engine, { root: ROOT, targets: [target] });
      const bases = firstAndLastBase(targets.get(target)?.dockerfile ?? '');

      expect(bases, `first and last base of ${target}`).toEqual(['drydock/golang', 'scratch']);
    },
    holds: { 'of image-gallery': 'image-gallery', 'of apod': 'apod' },
    control: { 'Java brings a runtime': { of: 'openjdk', red: /first and last base/ } },
  });

  statement('the program asks for no library', {
    check: async ({ image, program }) => {
      const files = effectiveFiles(await readImage(engine, image));

      const elf = findFile(files, program)?.facts?.elf;
      expect(elf, `${program} is a native program`).toBeDefined();
      expect([elf?.interpreter, elf?.needed], `loader and libraries of ${program}`).toEqual([undefined, []]);
    },
    holds: {
      'in image-gallery': { image: 'drydock/image-gallery:local', program: 'image-gallery' },
      'in apod': { image: 'drydock/apod:local', program: 'apod' },
      'nor does the health check': { image: 'drydock/apod:local', program: 'healthcheck' },
    },
    control: {
      'Node asks for several': {
        of: { image: 'drydock/access-log:local', program: 'usr/local/bin/node' },
        red: /loader and libraries/,
      },
    },
  });

  statement('it answers from an image without Go', {
    check: async ([image, ...command]: Run) => {
      const names = [...effectiveFiles(await readImage(engine, image)).keys()];
      await using container = await withContainer(engine, [image, ...command]);
      const network = `container:${container.id}`;

      let isAnswered = false;
      const answersOrEnds = async () => {
        if (!(await isRunning(container))) return true;
        isAnswered = (await probe(engine, { network, url: 'http://127.0.0.1/health' })).ok;
        return isAnswered;
      };
      await until(`an answer from ${image}, or its end`, answersOrEnds, ANSWERS_WITHIN_MS);

      expect(isAnswered, `an answer from ${image}`).toBe(true);
      expect(names.filter((path) => /(^|\/)(go|gofmt|libgo[^/]*)$/.test(path))).toEqual([]);
    },
    holds: { 'image-gallery': ['drydock/image-gallery:local'], apod: ['drydock/apod:local'] },
    control: {
      'an image without the program does not': {
        of: ['debian:trixie-slim', 'sh', '-c', '/image-gallery'],
        red: /an answer from debian/,
      },
    },
  });
});

async function isRunning({ id }: Container): Promise<boolean> {
  return (await dockerText(engine, 'inspect', '--format', '{{.State.Running}}', id)) === 'true';
}

/** An image, and what to start in it. */
type Run = readonly [image: string, ...command: string[]];

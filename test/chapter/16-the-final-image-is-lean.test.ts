// The final image is a small share of what it was built with, and so is what an attacker would find in it: files, programs, shells, setuid programs.
import { randomUUID } from 'node:crypto';
import { effectiveFiles, type ImageContents, readImage } from '@drydock/layers';
import { afterAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { appended, copyOnDemand } from '../support/edited-copy.ts';
import { openTestEngine } from '../support/services.ts';

/** What is in a file system, as far as it matters here. */
interface Census {
  readonly bytes: number;
  readonly files: number;
  readonly programs: number;
  readonly shells: number;
  readonly setuid: number;
}

interface Case {
  readonly image: string;
  readonly builtBy: { readonly service: string; readonly stage: string };
  /** At most this part of the builder's bytes is shipped. */
  readonly share: number;
}

const engine = await openTestEngine();
/** Counted in the builder itself, which has a shell: it is far larger than anything to be exported for this. */
const COUNT = `RUN echo "census $(du --bytes --one-file-system --summarize / | cut --fields=1)" \\
  "$(find / -xdev -type f | wc --lines)" "$(find / -xdev -type f -perm /111 | wc --lines)" \\
  "$(find / -xdev -name '*sh' -path '*bin/*' -perm /111 | wc --lines)" "$(find / -xdev -type f -perm /6000 | wc --lines)"`;

const copy = copyOnDemand(engine);
/** Of each stage one: the control looks at one that was counted before. */
const censuses = new Map<string, Promise<Census>>();

afterAll(() => copy[Symbol.asyncDispose]());

claim(import.meta.filename, () => {
  statement('less is shipped than it was built with', {
    check: async ({ image, builtBy, share }) => {
      const [final, builder] = [censusOf(await readImage(engine, image)), await censusOnce(builtBy)];

      expect(final.bytes / builder.bytes, `share of the bytes in ${image}`).toBeLessThan(share);
      expect(final.files / builder.files, `share of the files in ${image}`).toBeLessThan(share);
      expect(final.programs / builder.programs, `share of the programs in ${image}`).toBeLessThan(0.1);
      expect([final.shells, final.setuid], `shells and setuid programs in ${image}`).toEqual([0, 0]);
      expect(
        Math.min(builder.shells, builder.setuid),
        'shells and setuid programs that were left behind',
      ).toBeGreaterThan(0);
    },
    holds: {
      'of Go: image-gallery': {
        image: 'drydock/image-gallery:local',
        builtBy: { service: 'image-gallery', stage: 'builder' },
        share: 0.03,
      },
      'of Java: image-of-the-day': {
        image: 'drydock/image-of-the-day:local',
        builtBy: { service: 'image-of-the-day', stage: 'builder' },
        share: 0.25,
      },
      'of Node: access-log': {
        image: 'drydock/access-log:local',
        builtBy: { service: 'access-log', stage: 'build' },
        share: 0.45,
      },
    } satisfies Record<string, Case>,
    control: {
      'the Debian that builders stand on is small too, and is full of programs': {
        of: {
          image: 'debian:trixie-slim',
          builtBy: { service: 'image-gallery', stage: 'builder' },
          share: 0.6,
        },
        red: /share of the programs|shells and setuid/,
      },
    },
  });
});

function censusOnce(of: Case['builtBy']): Promise<Census> {
  const taken = censuses.get(of.service) ?? censusOfStage(of);
  censuses.set(of.service, taken);
  return taken;
}

/** Asks a stage of a service's Dockerfile, by a stage that stands on it. */
async function censusOfStage({ service, stage }: Case['builtBy']): Promise<Census> {
  const target = `target "census" {\n  inherits = ["${service}"]\n  target = "census"\n  tags = []\n  output = ["type=cacheonly"]\n}`;
  const script = `FROM ${stage} AS census\nUSER 0\n${COUNT} ${randomUUID()}`;
  const { build } = await copy.get();
  const { failure, output } = await build(
    ['census'],
    [appended(`apps/${service}/Dockerfile`, script), appended('docker/bake.hcl', target)],
  );
  if (failure) throw new Error(`the census of ${service} could not be taken: ${failure.message}`);
  const line = output.find((text) => text.startsWith('census '));
  if (!line) throw new Error(`the census of ${service} counted nothing`);
  const [bytes = 0, files = 0, programs = 0, shells = 0, setuid = 0] = line.split(' ').slice(1).map(Number);
  return { bytes, files, programs, shells, setuid };
}

function censusOf(image: ImageContents): Census {
  const files = [...effectiveFiles(image).values()].filter(({ type }) => type === 'file');
  const programs = files.filter(({ mode }) => (mode & 0o111) !== 0);
  return {
    bytes: image.unpackedBytes,
    files: files.length,
    programs: programs.length,
    shells: programs.filter(({ path }) => /bin\/[a-z]*sh$/.test(path)).length,
    setuid: files.filter(({ mode }) => (mode & 0o6000) !== 0).length,
  };
}

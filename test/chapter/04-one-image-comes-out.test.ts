// However many stages a Dockerfile has, one image comes out, and nothing of the other stages is left in the engine's list.
import { runDocker } from '@drydock/engine';
import { expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { openTestEngine } from '../support/services.ts';
import { smallProject } from '../support/small-project.ts';

const engine = await openTestEngine();

/** Each stage bears a label, so that an image of any of them would be found. */
const DOCKERFILE = ['one', 'two', 'three', 'four']
  .map((stage, index) =>
    [
      `FROM debian:trixie-slim AS ${stage}`,
      'LABEL dev.drydock.claim=PREFIX',
      index > 0 ? `COPY --from=${index - 1} /made /made` : 'RUN echo PREFIX > /made',
      `RUN echo ${stage} >> /made`,
    ].join('\n'),
  )
  .join('\n');

const target = (name: string, stage: string) => `target "${name}" {
  target = "${stage}"
  tags   = ["PREFIX/${name}:local"]
  output = ["type=docker"]
  attest = ["type=provenance,disabled=true"]
}
`;

claim.concurrent(import.meta.filename, () => {
  statement('of four stages, all of them run, one is in the list', {
    check: async (bake) => {
      await using project = smallProject(engine, { 'docker/bake.hcl': bake, Dockerfile: DOCKERFILE });

      const { failure, steps } = await project.build();

      expect(failure).toBeUndefined();
      const ran = new Set(steps.filter(({ state }) => state === 'done').map(({ stage }) => stage));
      expect([...ran]).toEqual(expect.arrayContaining(['one', 'two', 'three', 'four']));
      expect(await listed(project.prefix), 'images').toEqual([project.ref()]);
    },
    holds: { 'by the tag that was asked for': target('image', 'four').replace('"image"', '"default"') },
    control: {
      'a stage that is a target of its own is an image of its own': {
        of: `group "default" {\n  targets = ["image", "other"]\n}\n${target('image', 'four')}${target('other', 'two')}`,
        red: /images/,
      },
    },
  });
});

/** Every image of the project that the engine lists, those without a name too. */
async function listed(prefix: string): Promise<string[]> {
  const { stdout } = await runDocker(engine, [
    'image',
    'ls',
    '--all',
    '--filter',
    `label=dev.drydock.claim=${prefix}`,
    '--format',
    '{{.Repository}}:{{.Tag}}',
  ]);
  return stdout.split('\n').filter(Boolean);
}

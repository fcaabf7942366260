import { defineLab, dockerfile, image, runs } from '@drydock/labs';

const PAPERS = {
  '/cargo': { text: '- 12 crates of tea\n- 3 barrels of salt\n' },
  '/crew': { text: '- captain Ida\n- cook Bo\n' },
};
const ANOTHER_STAGE = 'FROM debian:trixie-slim AS put-at-the-top\nRUN echo nothing of yours > /paper\n\n';

function withStageAtTheTop(text: string): string {
  return text.replace(/^FROM /im, `${ANOTHER_STAGE}$&`);
}

/** Lets the tool write stars, at the end of the stage that brings it. */
function withOtherTool(text: string): string {
  const starred = `RUN printf '#!/bin/sh\\nsed "s/^/* /" "$1"\\n' > /usr/local/bin/list\n\n`;
  const [before = '', begin = '', rest = ''] = text.split(/^(FROM\s+\S+\s+AS\s+tools\s*\n)/im);
  return `${before}${begin}${rest.replace(/^FROM /im, `${starred}$&`)}`;
}

export default defineLab({
  title: 'Named stages, and COPY --from',
  minutes: 15,
  needs: ['healthcheck'],
  tasks: [
    {
      name: 'name-the-stages',
      say: 'Name the two stages `cargo` and `crew`, and see that one more stage at the top changes nothing in the papers.',
      checks: [
        image(
          { files: PAPERS },
          {
            otherwise: 'the papers are not what they were',
            mend: 'look which stage each of them is copied from',
          },
        ),
        dockerfile({ stages: ['cargo', 'crew'], mend: 'AS, behind FROM, gives a stage its name' }),
        image(
          { files: PAPERS },
          {
            build: { files: { Dockerfile: withStageAtTheTop } },
            otherwise: 'somebody put a stage at the top, and now the papers are wrong',
            mend: 'a number counts from the top and changes with it: use the names you gave',
          },
        ),
      ],
    },
    {
      name: 'one-stage-for-the-tool',
      say: 'Bring the tool in once, in a stage `tools` which the other two stand on.',
      checks: [
        dockerfile({ stages: ['tools'], mend: 'a stage can be there only for others to begin from' }),
        image(
          { files: { '/cargo': { pattern: /^\* 12,crates/ }, '/crew': { pattern: /^\* captain,Ida/ } } },
          {
            build: { files: { Dockerfile: withOtherTool } },
            otherwise: 'another tool in the stage "tools" does not reach both papers',
            mend: 'both stages have to begin from "tools", and bring no tool of their own',
          },
        ),
      ],
    },
    {
      name: 'from-another-image',
      say: 'Add the program `/healthcheck` of the image `drydock/healthcheck` to the papers.',
      checks: [
        image(
          { files: { '/healthcheck': { type: 'file' } } },
          {
            otherwise: 'the image has no program /healthcheck',
            mend: 'COPY --from takes the name of an image, too',
          },
        ),
        runs({
          docker: ['--entrypoint', '/healthcheck'],
          exitCode: 1,
          prints: /connect|refused/i,
          otherwise: '/healthcheck is not the program of that image',
          mend: 'copy it from drydock/healthcheck itself',
        }),
        image(
          { onlyFiles: ['/cargo', '/crew', '/healthcheck'], files: PAPERS },
          { otherwise: 'the image should hold the two papers and the program, and nothing else' },
        ),
      ],
    },
  ],
  wrong: {
    'takes-the-wrong-paper': {
      task: 'name-the-stages',
      says: 'look which stage each of them is copied from',
    },
    'names-no-stage': { task: 'name-the-stages', says: 'no image or stage of that name' },
    'named-and-still-counted': { task: 'name-the-stages', says: 'use the names you gave' },
    'one-copy-left': { task: 'one-stage-for-the-tool', says: 'bring no tool of their own' },
    'copies-from-the-folder': { task: 'name-the-stages', says: 'COPY looks in your folder' },
    'ships-a-stand-in': { task: 'from-another-image', says: 'copy it from drydock/healthcheck itself' },
  },
});

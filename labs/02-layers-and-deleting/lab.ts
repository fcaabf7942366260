import { defineLab, dockerfile, image } from '@drydock/labs';

export default defineLab({
  title: 'Layers, and what deleting does not do',
  minutes: 10,
  tasks: [
    {
      name: 'out-of-sight',
      say: 'Keep the report `/srv/report`, and see to it that a container does not see `/srv/raw-data` any more.',
      checks: [
        image(
          { files: { '/srv/report': { pattern: /^3000000\b/ } } },
          {
            otherwise: '/srv/report is gone, or does not hold the size of the raw data',
            mend: 'the report has to be made from the raw data before that is deleted',
          },
        ),
        image(
          { absent: ['/srv/raw-data'] },
          { otherwise: 'a container still sees /srv/raw-data', mend: 'delete it once the report is written' },
        ),
      ],
    },
    {
      name: 'out-of-the-layers',
      say: 'Let no layer hold bytes that a container never sees.',
      checks: [
        image(
          { size: { wasted: '0 B' } },
          {
            otherwise: 'the raw data is hidden from containers, and still travels in a lower layer',
            mend: 'a layer holds what is there when its RUN ends: what a later one deletes stays in it',
          },
        ),
      ],
    },
    {
      name: 'small-layers',
      say: 'Keep every layer of yours below 100 kB, with `/srv/report` as it was.',
      checks: [
        dockerfile({ has: [/raw-data/], otherwise: 'the report is to be made from the raw data still' }),
        image(
          { base: 'debian:trixie-slim', size: { own: '100 kB' } },
          { otherwise: 'your layers weigh more than 100 kB together' },
        ),
      ],
    },
  ],
  wrong: {
    'deletes-in-another-run': { task: 'out-of-the-layers', says: 'what a later one deletes stays in it' },
    'deletes-first': { task: 'out-of-sight', says: 'before that is deleted' },
    'moves-it-away': { task: 'small-layers', says: 'more than 100 kB' },
    'invents-the-report': { task: 'small-layers', says: 'made from the raw data still' },
  },
});

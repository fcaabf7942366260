import { defineLab, image } from '@drydock/labs';

export default defineLab({
  title: 'Two stages',
  minutes: 10,
  tasks: [
    {
      name: 'leave-behind',
      say: 'Keep `/page.html` in the image, and have neither `mkpage` nor `page.txt` in any layer of it.',
      checks: [
        image(
          { files: { '/page.html': { pattern: /<p>.*dry dock.*<\/p>/ } } },
          {
            otherwise: '/page.html is not in the image, or is not the page that mkpage makes',
            mend: 'the last stage is the image: it has to fetch the page from the stage that made it',
          },
        ),
        image(
          { absent: ['**/mkpage', '**/page.txt'] },
          {
            otherwise: 'what made the page is in the image as well',
            mend: 'begin a stage that never had the tool, and fetch from the other what is wanted, by its path',
          },
        ),
        image(
          { size: { wasted: '0 B' } },
          {
            otherwise: 'the tool was deleted, and still travels in a lower layer',
            mend: 'do not delete: begin a second stage, which never had it',
          },
        ),
      ],
    },
    {
      name: 'nothing-else',
      say: 'Let the page be all there is in the image: not even a file of Debian.',
      checks: [
        image(
          { onlyFiles: ['/page.html'] },
          {
            otherwise: 'there is more than the page in the image',
            mend: 'the last stage starts with the files of its base: choose one that has none',
          },
        ),
      ],
    },
    {
      name: 'made-each-time',
      say: 'Let the page come from `page.txt` at each build: another text makes another page.',
      checks: [
        image(
          { files: { '/page.html': { pattern: /<p>Other words\.<\/p>/ } } },
          {
            build: { files: { 'page.txt': 'Other words.\n' } },
            otherwise: 'page.txt was changed, and the page still has the old words',
            mend: 'the page has to be made by mkpage, in a stage that copies page.txt',
          },
        ),
      ],
    },
  ],
  wrong: {
    'deletes-afterwards': { task: 'leave-behind', says: 'do not delete: begin a second stage' },
    'stands-on-the-first-stage': { task: 'leave-behind', says: 'begin a stage that never had the tool' },
    'copies-everything': { task: 'leave-behind', says: 'fetch from the other what is wanted, by its path' },
    'forgets-from': { task: 'leave-behind', says: 'with --from in a stage' },
    'copies-the-base-too': { task: 'nothing-else', says: 'choose one that has none' },
    'writes-by-hand': { task: 'made-each-time', says: 'the page still has the old words' },
  },
});

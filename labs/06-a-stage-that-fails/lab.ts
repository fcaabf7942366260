import { defineLab, failsToBuild, image } from '@drydock/labs';

const INVITATION = { '/invitation': { text: 'Ann 1\nBo 3\nIda 2\ncider\nmilk\ntea\n' } };

const stillWritten = image(
  { files: INVITATION },
  {
    otherwise: 'with good lists, the invitation is not what it was',
    mend: 'leave the scripts and their order as they were: guests, then drinks, each sorted',
  },
);

export default defineLab({
  title: 'A stage that fails',
  minutes: 10,
  tasks: [
    {
      name: 'a-list-of-commands',
      say: 'Let the build break off when `check-guests.sh` finds a line that is no guest.',
      checks: [
        stillWritten,
        failsToBuild({
          build: { files: { 'guests.txt': 'Ida 2\nthe weather\n' } },
          prints: /that is no guest/,
          otherwise: 'with "the weather" among the guests, the build does not break off over it',
          mend: 'check-guests.sh has to run, and its failure has to be the end of the step: what does the shell do next?',
        }),
      ],
    },
    {
      name: 'a-pipe',
      say: 'Let the build break off when `read-drinks.sh` finds the cellar closed.',
      checks: [
        failsToBuild({
          build: { files: { 'drinks.txt': 'cellar: closed\ntea\n' } },
          prints: /the cellar is closed/,
          otherwise: 'the cellar is closed, and the build does not break off over it',
          mend: 'of a pipe, only the last command counts, and sorting nothing works well',
        }),
      ],
    },
    {
      name: 'many-lines',
      say: 'Let the build break off when `count-seats.sh` finds more than ten seats taken.',
      checks: [
        failsToBuild({
          build: { files: { 'guests.txt': 'Ida 5\nBo 6\n' } },
          prints: /11 seats are taken/,
          otherwise: 'eleven seats are taken, and the build does not break off over it',
          mend: 'the lines of such a step are a script, which goes on after a failure unless told to stop',
        }),
      ],
    },
  ],
  wrong: {
    'drops-the-check': { task: 'a-list-of-commands', says: 'check-guests.sh has to run' },
    'or-true': { task: 'a-list-of-commands', says: 'its failure has to be the end of the step' },
    'only-looks-at-the-end-of-the-pipe': { task: 'a-pipe', says: 'only the last command counts' },
    'heredoc-stops-too-late': { task: 'many-lines', says: 'goes on after a failure' },
    'tames-the-count': { task: 'many-lines', says: 'the build does not break off over it' },
  },
});

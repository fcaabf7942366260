import { defineLab, image, runs } from '@drydock/labs';

export default defineLab({
  title: 'The first RUN',
  minutes: 5,
  tasks: [
    {
      name: 'write-during-build',
      say: 'Make the image hold a file `/srv/greeting` with the line `hello`, written by a command during the build.',
      checks: [
        image(
          { files: { '/srv/greeting': { type: 'file' } } },
          {
            otherwise: 'the image has no file /srv/greeting',
            mend: 'a command has to write it while the image is built; what CMD says is run only later, in a container',
          },
        ),
        image(
          { files: { '/srv/greeting': { text: 'hello\n' } } },
          { otherwise: '/srv/greeting does not hold the one line "hello"' },
        ),
      ],
    },
    {
      name: 'print-when-run',
      say: 'Make a container of the image print that file when it is run without any arguments.',
      checks: [
        runs({
          prints: /^hello$/m,
          otherwise: 'a container of the image does not print the greeting',
          mend: 'the image has to say what a container of it runs; a RUN is over when the image is built',
        }),
      ],
    },
  ],
  wrong: {
    'writes-when-run': { task: 'write-during-build', says: 'while the image is built' },
    'prints-during-build': { task: 'print-when-run', says: 'a RUN is over when the image is built' },
    'other-text': { task: 'write-during-build', says: 'does not hold the one line "hello"' },
  },
});

import { defineLab, serves } from '@drydock/labs';

const READY_MS = 2_000;
const QUICKLY_MS = 1_000;

export default defineLab({
  title: 'Entry point, command and signals',
  minutes: 10,
  needs: ['node'],
  tasks: [
    {
      name: 'default-name',
      say: 'Make a container that is run without any arguments start the ticker for `harbour`.',
      checks: [
        serves({
          containers: { ticker: { logs: /ready for harbour/ } },
          readyWithinMs: READY_MS,
          otherwise: 'without arguments, a container does not start the ticker for "harbour"',
          mend: 'the image has to say both the program and the name; in the shell form of ENTRYPOINT, a shell gets what CMD says, and the program never does; CMD in the shell form puts a shell in the place of the name',
        }),
      ],
    },
    {
      name: 'another-name',
      say: 'Make words after the name of the image take the place of `harbour`, and of nothing else: `docker run your-image lighthouse` starts the ticker for `lighthouse`.',
      checks: [
        serves({
          containers: { ticker: { command: ['lighthouse'], logs: /ready for lighthouse/ } },
          readyWithinMs: READY_MS,
          otherwise: 'with the argument "lighthouse", a container does not start the ticker for "lighthouse"',
          mend: 'words after the name of the image take the place of all that CMD says, and are added to what ENTRYPOINT says',
        }),
      ],
    },
    {
      name: 'hears-the-signal',
      say: 'Let the ticker hear `docker stop`: it says goodbye, and has ended with exit code 0 within a second.',
      checks: [
        serves({
          containers: {
            ticker: {
              command: ['lighthouse'],
              logs: /ready for lighthouse/,
              stopsWithinMs: QUICKLY_MS,
              exitCode: 0,
            },
          },
          otherwise: 'the ticker never heard that it should stop',
          mend: 'only the first process of a container gets the signal: which one is it here, and does it hand the signal on?',
        }),
      ],
    },
  ],
  wrong: {
    'everything-in-cmd': { task: 'another-name', says: 'take the place of all that CMD says' },
    'shell-form': { task: 'default-name', says: 'the program never does' },
    'name-in-the-entry-point': { task: 'another-name', says: 'added to what ENTRYPOINT says' },
    'script-in-between': { task: 'hears-the-signal', says: 'does it hand the signal on?' },
  },
});

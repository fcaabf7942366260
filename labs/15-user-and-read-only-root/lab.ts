import { defineLab, runs, type ServedContainer, serves } from '@drydock/labs';

const NOBODY = 65_532;
const READY_MS = 3_000;
const NO_POWERS = ['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
/** Asked twice: the second answer needs what the first one wrote. */
const counting: ServedContainer = { port: 8080, answers: [{ body: /visit 1/ }, { body: /visit 2/ }] };

/** Prints what of `paths` the program could change. */
const CAN_WRITE = `
  const { accessSync, constants } = require('node:fs');
  for (const path of process.argv.slice(1))
    try { accessSync(path, constants.W_OK); console.log('may change ' + path); } catch {}
`;

export default defineLab({
  title: 'The user and the read-only root',
  minutes: 15,
  needs: ['node'],
  tasks: [
    {
      name: 'nobody-special',
      say: 'Make the server run as user 65532, and still count its visits.',
      checks: [
        serves({
          containers: { server: { ...counting, answers: [{}] } },
          readyWithinMs: READY_MS,
          otherwise: 'the server cannot count its visits',
          mend: 'who may write into a folder is decided by its owner and its mode; only root may make folders at the top, and change owners',
        }),
        serves({
          containers: { server: { port: 8080, answers: [{}], runsAs: NOBODY } },
          readyWithinMs: READY_MS,
          otherwise: 'the server runs as root, or as another user than 65532',
          mend: 'the image has to say as whom it runs: without a word, that is root',
        }),
      ],
    },
    {
      name: 'no-powers',
      say: 'Let it work without any of root’s powers, from the start on: with `--cap-drop ALL --security-opt no-new-privileges`.',
      checks: [
        serves({
          containers: { server: { ...counting, docker: NO_POWERS } },
          readyWithinMs: READY_MS,
          otherwise: 'without root’s powers, the server does not start or does not count',
          mend: 'a container that starts as root and changes to another user needs a power for that: let it start as that user',
        }),
      ],
    },
    {
      name: 'read-only-root',
      say: 'Let it work with `--read-only`, where a container can write only to what the image declares for it.',
      checks: [
        serves({
          containers: { server: { ...counting, docker: ['--read-only', ...NO_POWERS] } },
          readyWithinMs: READY_MS,
          otherwise: 'with a read-only root, the server cannot write its count',
          mend: 'the image can declare a folder as a place for data, which lies outside of the root: it takes over owner and mode of the folder as it is in the image',
        }),
      ],
    },
    {
      name: 'cannot-change-itself',
      say: 'Let the server be unable to change its own program, even where the root is not read-only.',
      checks: [
        runs({
          docker: ['--entrypoint', 'node'],
          command: ['--eval', CAN_WRITE, '/app', '/app/server.mjs'],
          hides: /may change/,
          otherwise: 'whoever breaks into the server can put another program in its place',
          mend: 'a program has to be read, not owned: give away the one folder that is written to, and leave the rest with root',
        }),
      ],
    },
  ],
  wrong: {
    'only-user': { task: 'nobody-special', says: 'who may write into a folder' },
    'user-too-soon': { task: 'nobody-special', says: 'the build fails' },
    'steps-down-at-the-start': { task: 'no-powers', says: 'let it start as that user' },
    'no-volume': { task: 'read-only-root', says: 'declare a folder as a place for data' },
    'chmod-777': { task: 'cannot-change-itself', says: 'leave the rest with root' },
    'owns-its-program': { task: 'cannot-change-itself', says: 'not owned' },
  },
});

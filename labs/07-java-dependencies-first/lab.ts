import { builds, defineLab, image, rebuilds, runs } from '@drydock/labs';

const HARBOUR = 'src/main/java/harbour/Harbour.java';

export default defineLab({
  title: 'Java, dependencies before sources',
  minutes: 15,
  needs: ['maven', 'openjdk'],
  tasks: [
    {
      name: 'fetch-once',
      say: 'Let an edit in `src` be compiled without running `fetch.sh` again.',
      checks: [
        builds({
          mend: 'what was printed says why; without a network nothing can be missing any more: what fetches comes above',
        }),
        rebuilds({
          edit: { [HARBOUR]: (text, nonce) => `${text}// ${nonce}\n` },
          keeps: [/^RUN .*fetch\.sh/s],
          repeats: [/mvn .*package/],
          otherwise: 'a comment in Harbour.java was edited, and everything is fetched again',
          mend: 'the sources come in above the step that fetches, which reads none of them: it reads pom.xml',
        }),
      ],
    },
    {
      name: 'notes-change-nothing',
      say: 'Let an edit of `notes.txt`, which is no part of the program, repeat no step at all.',
      checks: [
        rebuilds({
          edit: { 'notes.txt': (text, nonce) => `${text}${nonce}\n` },
          keeps: [/^RUN .*fetch\.sh/s, /mvn .*package/],
          otherwise: 'notes.txt was edited, and the program is compiled again',
          mend: 'somewhere everything is copied: name what the compiler reads',
        }),
      ],
    },
    {
      name: 'ship-the-jar',
      say: 'Ship `harbour.jar` on a Java runtime, such as `drydock/openjdk`: no Maven, no compiler, no source.',
      checks: [
        runs({
          command: ['the Ark'],
          prints: /^Harbour is open for the Ark$/m,
          otherwise: 'a container of the image does not run the program',
        }),
        image(
          { absent: ['compilers and build tools', '**/.m2/**'] },
          {
            otherwise: 'what built the program travels with it',
            mend: 'the last stage is the image: let it stand on an image that only runs Java, and fetch the jar',
          },
        ),
        image(
          { absent: ['sources and headers', '**/*.class'] },
          {
            otherwise: 'more than the jar was copied from the stage that made it',
            mend: 'everything that the program is made of is in the one file harbour.jar',
          },
        ),
      ],
    },
  ],
  wrong: {
    'sources-along-with-the-pom': {
      task: 'fetch-once',
      says: 'the sources come in above the step that fetches',
    },
    'one-step-for-both': { task: 'fetch-once', says: 'the sources come in above the step that fetches' },
    'forgets-to-fetch': { task: 'fetch-once', says: 'what fetches comes above' },
    'copies-all-in-the-end': { task: 'notes-change-nothing', says: 'somewhere everything is copied' },
    'ships-the-builder': { task: 'ship-the-jar', says: 'an image that only runs Java' },
    'ships-the-folder': { task: 'ship-the-jar', says: 'in the one file harbour.jar' },
  },
});

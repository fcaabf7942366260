import { type BuildRecipe, builds, defineLab, image, runs } from '@drydock/labs';

/** The learner's program on an empty image, whatever the last stage is by now. */
const onNothing: BuildRecipe = {
  files: {
    Dockerfile: (text) => `${text}\n\nFROM scratch\nCOPY --from=build /clock /clock\nENTRYPOINT ["/clock"]\n`,
  },
};

function tellsTimeIn(zone: string, otherwise: string) {
  return runs({
    command: [zone],
    prints: /it is \w+, /,
    otherwise,
    mend: 'the table of time zones is a set of files of the system: bring all of it, beside the program or inside',
  });
}

export default defineLab({
  title: 'Go, down to scratch',
  minutes: 15,
  needs: ['golang', 'runtime'],
  tasks: [
    {
      name: 'static-program',
      say: 'Let the stage `build` make a `/clock` that runs on an empty image: without a C compiler to build it, and without a loader or a library to run it.',
      checks: [
        builds({
          mend: 'read what the step printed: what does it look for, and does this program need that?',
        }),
        runs({
          build: onNothing,
          prints: /it is \w+, /,
          otherwise: 'on an empty image, /clock cannot be started',
          mend: '"no such file" is said of the loader that the program asks for: build it static, with no need of one',
        }),
      ],
    },
    {
      name: 'from-scratch',
      say: 'Stand the image on `scratch`, with `/clock` as its entry point, and no source of it in the image.',
      checks: [
        image(
          { base: 'scratch' },
          {
            otherwise: 'the last stage stands on something',
            mend: 'the program needs nothing: give it nothing',
          },
        ),
        runs({
          prints: /it is \w+, /,
          otherwise: 'a container of the image does not tell the time',
          mend: 'there is no shell on scratch: name the program in a form that needs none',
        }),
        image(
          { absent: ['sources and headers', '**/go.mod'] },
          { otherwise: 'the sources travel with the program', mend: 'copy the program alone from its stage' },
        ),
      ],
    },
    {
      name: 'time-zones',
      say: 'Let it tell the time in any time zone: `Europe/Zurich`, `Asia/Tokyo`.',
      checks: [
        tellsTimeIn('Europe/Zurich', 'it does not know what time it is in Zurich'),
        tellsTimeIn('Asia/Tokyo', 'it knows Zurich, and not Tokyo'),
      ],
    },
    {
      name: 'no-symbols',
      say: 'Leave out of the program what only a debugger would read.',
      checks: [
        image(
          { absent: ['debug symbols'] },
          {
            otherwise: 'the program holds symbols, which only a debugger reads',
            mend: 'it is the linker that writes them: go build hands flags on to it',
          },
        ),
      ],
    },
  ],
  wrong: {
    'wants-a-loader': { task: 'static-program', says: 'is said of the loader' },
    'keeps-debian': { task: 'from-scratch', says: 'give it nothing' },
    'shell-form': { task: 'from-scratch', says: 'there is no shell on scratch' },
    'ships-the-sources': { task: 'from-scratch', says: 'copy the program alone' },
    'one-zone-only': { task: 'time-zones', says: 'it knows Zurich, and not Tokyo' },
    'trims-the-path': { task: 'no-symbols', says: 'it is the linker that writes them' },
  },
});

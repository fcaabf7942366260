import { type Check, defineLab, image, serves } from '@drydock/labs';

const GO = { context: 'go' };
const NODE = { context: 'node' };
const JAVA = { context: 'java' };

export default defineLab({
  title: 'The budget',
  minutes: 45,
  needs: ['golang', 'node', 'maven', 'openjdk', 'runtime'],
  tasks: [
    {
      name: 'go',
      say: 'Bring the tide, in Go, below 7 MB. It answers as before.',
      checks: [
        answers({ tide: { build: GO, body: /^tide: \d\.\d\d m/ } }),
        below({
          build: GO,
          budget: '7 MB',
          mend: 'a program in Go needs neither its compiler nor a system around it, nor what only a debugger reads; what a later step deletes is still there',
        }),
      ],
    },
    {
      name: 'node',
      say: 'Bring the wind, in Node, below 145 MB. It answers as before.',
      checks: [
        answers({ wind: { build: NODE, body: /^wind: (north|east|south|west)/ } }),
        below({
          build: NODE,
          budget: '145 MB',
          mend: 'all that runs here is one file, /usr/local/bin/node, with the system’s libraries that drydock/runtime has; a file whose mode is changed in a later layer is stored twice',
        }),
      ],
    },
    {
      name: 'java',
      say: 'Bring the moon, in Java, below 60 MB. It answers as before.',
      checks: [
        answers({ moon: { build: JAVA, body: /^moon: \d+[.,]\d days old/ } }),
        below({
          build: JAVA,
          budget: '60 MB',
          mend: 'of a JDK, this program needs no compiler and one module; jlink makes a Java of the modules that you name',
        }),
      ],
    },
  ],
  wrong: {
    'go-deletes-the-compiler': { task: 'go', says: 'what a later step deletes is still there' },
    'go-keeps-debug-symbols': { task: 'go', says: 'what only a debugger reads' },
    'node-on-the-toolchain': { task: 'node', says: 'all that runs here is one file' },
    'node-without-libraries': { task: 'node', says: 'what is not in there any more' },
    'node-chmod-in-a-later-layer': { task: 'node', says: 'is stored twice' },
    'java-ships-the-jdk': { task: 'java', says: 'needs no compiler' },
    'java-lacks-a-module': { task: 'java', says: 'what is not in there any more' },
    'java-ready-made': { task: 'java', says: 'what is not in there any more' },
  },
});

interface Service {
  readonly build: { readonly context: string };
  readonly body: RegExp;
}

function answers(services: Readonly<Record<string, Service>>): Check {
  const containers = Object.entries(services).map(([name, { build, body }]) => {
    return [name, { build, port: 8080, answers: [{ body }] }] as const;
  });
  return serves({
    containers: Object.fromEntries(containers),
    otherwise: `${Object.keys(services).join()} does not answer any more`,
    mend: 'look at what its log asks for: a program, a library or a module, and what is not in there any more',
  });
}

interface Budget {
  readonly build: { readonly context: string };
  readonly budget: string;
  readonly mend: string;
}

function below({ build, budget, mend }: Budget): Check {
  return image(
    { size: { unpacked: budget } },
    { build, mend, otherwise: `${build.context}: the image weighs more than its budget of ${budget}` },
  );
}

import { type BuildRecipe, builds, defineLab, image, rebuilds, runs } from '@drydock/labs';

const greets = { command: ['Ida'], prints: /^Welcome aboard, Ida!$/m };

/** A folder in which somebody has installed and built, with another version and on another machine. */
const leftovers: BuildRecipe = {
  files: {
    'node_modules/greeting/index.js': 'exports.greet = () => "greetings from your own node_modules";\n',
    'node_modules/tiny-compiler/bin/tiny-compiler.js': 'throw new Error("made for another machine");\n',
    'dist/main.js': 'console.log("greetings from your own dist");\n',
  },
};

export default defineLab({
  title: 'Node, production dependencies only',
  minutes: 15,
  needs: ['node'],
  tasks: [
    {
      name: 'install-once',
      say: 'Let an edit in `src` be built without `npm ci` running again.',
      checks: [
        builds({
          mend: 'the last printed lines say what is missing; what builds the program may be a development dependency',
        }),
        rebuilds({
          edit: { 'src/main.ts': (text, nonce) => `${text}// ${nonce}\n` },
          keeps: [/^RUN .*npm (ci|install)/s],
          repeats: [/npm run build/],
          otherwise: 'a comment in src/main.ts was edited, and everything is installed again',
          mend: 'the sources come in above the installation, which reads none of them',
        }),
      ],
    },
    {
      name: 'no-development',
      say: 'On `drydock/node`, as now, ship a program that still greets, and no `tiny-compiler`, no `vendor` and no `src` in any layer.',
      checks: [
        runs({
          ...greets,
          otherwise: 'a container of the image does not greet',
          mend: 'the program needs its compiled files, and the dependencies that it loads when it runs; where .npmrc is missing, npm only links them to vendor',
        }),
        image(
          { absent: ['**/tiny-compiler/**', '/**/vendor/greeting/**', '**/src/main.ts'] },
          {
            otherwise: 'what only builds the program is in the image as well',
            mend: 'let the last stage fetch dist from one stage, and from another a node_modules without the compiler',
          },
        ),
        image(
          { base: 'drydock/node' },
          {
            otherwise: 'the image does not stand on drydock/node',
            mend: 'look at the last FROM: the toolchain is there for every stage, and the last one is the image',
          },
        ),
        image(
          { base: 'drydock/node', size: { own: '20 kB' } },
          {
            otherwise: 'your layers weigh more than the program and its one dependency do',
            mend: 'what a step installs stays in its layer, whatever is removed later: let the last stage begin without it',
          },
        ),
      ],
    },
    {
      name: 'nothing-from-the-host',
      say: 'Let `node_modules` and `dist` of your own folder change nothing, whatever is in them.',
      checks: [
        builds({
          build: leftovers,
          otherwise: 'with another node_modules in your folder, the build breaks',
          mend: 'it is copied over what npm has installed in the stage: name what you copy, or keep it out of the context',
        }),
        runs({
          build: leftovers,
          ...greets,
          otherwise: 'node_modules or dist of your folder got into the image',
          mend: 'they are copied over what was made in the stage: name what you copy, or keep them out of the context',
        }),
      ],
    },
  ],
  wrong: {
    'builds-without-the-compiler': { task: 'install-once', says: 'may be a development dependency' },
    'copies-all-before-installing': {
      task: 'install-once',
      says: 'the sources come in above the installation',
    },
    'forgets-the-dependencies': {
      task: 'no-development',
      says: 'the dependencies that it loads when it runs',
    },
    'ships-the-build-stage': {
      task: 'no-development',
      says: 'from another a node_modules without the compiler',
    },
    'prunes-in-a-later-layer': { task: 'no-development', says: 'let the last stage begin without it' },
    'copies-the-hosts-modules': { task: 'nothing-from-the-host', says: 'name what you copy' },
  },
});

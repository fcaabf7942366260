import { type BuildRecipe, builds, type Check, custom, defineLab, image, runs } from '@drydock/labs';

const toolchain: BuildRecipe = { context: 'toolchain' };
const nextVersion: BuildRecipe = {
  context: 'toolchain',
  files: { 'toolchain/mkpage': (text) => text.replace('version=1', 'version=2') },
};

/** Builds the toolchain, then looks at an app that is given its name. */
function onTopOf(recipe: BuildRecipe, check: (app: BuildRecipe) => Check): Check {
  return custom('the app stands on the toolchain', async (bench) => {
    const finding = await builds({ build: recipe }).look(bench);
    if (finding.status !== 'pass') return finding;
    const { image: name } = await bench.build(recipe);
    return check({ context: 'app', args: { TOOLCHAIN: name } }).look(bench);
  });
}

export default defineLab({
  title: 'A toolchain is an image',
  minutes: 10,
  tasks: [
    {
      name: 'make-the-toolchain',
      say: 'Make `toolchain/Dockerfile` an image in which `mkpage --version` can be called from any folder.',
      checks: [
        runs({
          build: toolchain,
          docker: ['--workdir', '/tmp', '--entrypoint', 'sh'],
          command: ['-c', 'mkpage --version || true'],
          hides: /not found/,
          otherwise: 'no folder of PATH has a file mkpage, in the image of toolchain/',
          mend: 'a shell looks for a command in the folders of PATH: echo $PATH in a container lists them',
        }),
        runs({
          build: toolchain,
          docker: ['--workdir', '/tmp', '--entrypoint', 'sh'],
          command: ['-c', 'mkpage --version'],
          prints: /^mkpage \d+$/m,
          otherwise: 'mkpage is found, and cannot be run',
          mend: 'a file is run when its mode allows it: it needs the bit x for everyone',
        }),
      ],
    },
    {
      name: 'build-with-it',
      say: 'Let `app/Dockerfile` write `/page.html` from `page.txt` with `mkpage`, while it is built.',
      checks: [
        onTopOf(toolchain, (build) =>
          image(
            { files: { '/page.html': { type: 'file' } } },
            {
              build,
              otherwise: 'the image of app/ has no file /page.html',
              mend: 'mkpage has to write it while the image is built; CMD is for a container, later',
            },
          ),
        ),
        onTopOf(toolchain, (build) =>
          image(
            { files: { '/page.html': { pattern: /<p>.*dry dock.*<\/p>/ } } },
            {
              build,
              otherwise: '/page.html is not what mkpage makes of page.txt',
              mend: 'mkpage reads the text from its standard input, and writes the page to its standard output',
            },
          ),
        ),
      ],
    },
    {
      name: 'one-place',
      say: 'Let a new version of the tool be one edit, in `toolchain/`: `app` takes what the toolchain image has.',
      checks: [
        onTopOf(nextVersion, (build) =>
          image(
            { files: { '/page.html': { pattern: /content="mkpage 2"/ } } },
            {
              build,
              otherwise: 'toolchain/mkpage became version 2, and the page is still made by version 1',
              mend: 'app has a tool from elsewhere: let it stand on the image that TOOLCHAIN names, and copy no tool',
            },
          ),
        ),
      ],
    },
  ],
  wrong: {
    'not-executable': { task: 'make-the-toolchain', says: 'it needs the bit x' },
    'off-the-path': { task: 'make-the-toolchain', says: 'in the folders of PATH' },
    'writes-when-run': { task: 'build-with-it', says: 'while the image is built' },
    'forgets-the-text': { task: 'build-with-it', says: 'reads the text from its standard input' },
    'copies-the-tool': { task: 'one-place', says: 'copy no tool' },
  },
});

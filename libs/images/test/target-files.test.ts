// Proves that the files of a target are found where bake finds them, and that an address is left as it is written.
import { expect, test } from 'vitest';
import { bakePrintSchema } from '../src/bake-schema.ts';
import { isFolder, targetFiles } from '../src/target-files.ts';

const git = 'https://git.test/shop.git';

test.for([
  ['a Dockerfile in its context', 'app', 'Dockerfile', 'app', 'app/Dockerfile'],
  ['one beside it', './app/', '../docker/app.Dockerfile', 'app/', 'docker/app.Dockerfile'],
  [
    'one of the folder that bake runs in',
    'app',
    'cwd://docker/app.Dockerfile',
    'app',
    'docker/app.Dockerfile',
  ],
  ['one by its whole path', 'app', '/srv/Dockerfile', 'app', '/srv/Dockerfile'],
  ['one of a repository', git, 'Dockerfile', git, `${git}#:Dockerfile`],
  ['one of a branch', `${git}#main`, 'a/Dockerfile', `${git}#main`, `${git}#main:a/Dockerfile`],
  ['one of a folder of it', `${git}#main:web`, 'Dockerfile', `${git}#main:web`, `${git}#main:web/Dockerfile`],
  ['one by its address', 'app', 'https://files.test/Dockerfile', 'app', 'https://files.test/Dockerfile'],
  [
    'one by ssh',
    'git@git.test:shop.git',
    'Dockerfile',
    'git@git.test:shop.git',
    'git@git.test:shop.git#:Dockerfile',
  ],
] as const)('%s', ([, context, dockerfile, wantedContext, wantedDockerfile]) => {
  const { target } = bakePrintSchema.parse({ target: { a: { context, dockerfile } } });
  const [bake] = Object.values(target);

  expect(bake && targetFiles(bake, 'bake.hcl')).toEqual({
    context: wantedContext,
    dockerfile: wantedDockerfile,
  });
});

test.for([
  ['a folder', 'app/ca', true],
  ['a folder above', '../ca', true],
  ['a target', 'target:base', false],
  ['an image', 'docker-image://debian', false],
  ['an address', 'https://files.test/a.tar', false],
  ['a repository by ssh', 'git@git.test:shop.git', false],
] as const)('a named context that is %s is a folder or not', ([, context, is]) => {
  expect(isFolder(context)).toBe(is);
});

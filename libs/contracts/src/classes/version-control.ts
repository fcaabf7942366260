import type { AbsenceClass } from './absence-class.ts';
import { listed } from './listed.ts';

export const VERSION_CONTROL: AbsenceClass = {
  name: 'version control',
  sentence: 'A repository tells all that was ever in it; its settings tell that a whole checkout was copied.',
  programs: listed(`
    git git-* gitk scalar svn svn* hg bzr brz cvs fossil darcs jj gh glab
  `),
  files: [
    '**/{.git,.hg,.svn,.bzr,.jj,CVS,_darcs}/**',
    '**/.git',
    '**/{.gitignore,.gitattributes,.gitmodules,.gitkeep,.gitconfig,.hgignore,.hgtags,.mailmap,_FOSSIL_,.fslckout}',
    '**/{.github,.gitlab,.circleci,.husky}/**',
    '**/{.gitlab-ci.yml,.travis.yml,azure-pipelines.yml,Jenkinsfile,.drone.yml}',
  ],
};

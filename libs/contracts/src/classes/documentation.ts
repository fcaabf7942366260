import type { AbsenceClass } from './absence-class.ts';

export const DOCUMENTATION: AbsenceClass = {
  name: 'documentation',
  sentence: 'What people read. Licences stay: most of them ask to come along.',
  files: [
    '/usr/{,local/}{,share/}{doc,man,info,gtk-doc,help}/**',
    '/usr/share/{lintian,doc-base,bash-completion,zsh,fish}/**',
    '**/*.{md,markdown,mdx,rst,adoc,texi,1.gz,3.gz,5.gz,8.gz}',
    '**/{README,CHANGELOG,CHANGES,HISTORY,CONTRIBUTING,AUTHORS,TODO,NEWS}{,.txt,.TXT,.gz}',
    '**/*-javadoc.jar',
  ],
  spared: [
    '**/{copyright,COPYRIGHT*}',
    '**/{LICENSE,LICENCE,COPYING,NOTICE,Licenses,licenses,license,licence}*',
    '**/{license,licence,LICENSES,legal}/**',
  ],
};

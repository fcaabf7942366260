import type { AbsenceClass } from './classes/absence-class.ts';
import { ABSENCE_CLASSES } from './classes/absence-classes.ts';

/** All classes of absence as a page of Markdown: what the documentation holds, word for word. */
export function describeClasses(): string {
  const classes = Object.values(ABSENCE_CLASSES);
  return [
    '# Classes of absence',
    '',
    'What `absent` in a contract may name. Written by `describeClasses` of `libs/contracts`, from the classes themselves.',
    '',
    '| class | what it is |',
    '| --- | --- |',
    ...classes.map(({ name, sentence }) => `| [${name}](#${name.replaceAll(' ', '-')}) | ${sentence} |`),
    '',
    '**Programs** are known by their name: an executable file or a link of that name in any folder, or a link to one.',
    '**Files** are globs over the whole path; files and links count, folders do not.',
    'What is inside an archive is seen only where it is said so.',
    '',
    ...classes.flatMap(describeClass),
  ].join('\n');
}

function describeClass({
  name,
  sentence,
  programs = [],
  files = [],
  spared = [],
  rules = [],
  inEveryLayer,
}: AbsenceClass): string[] {
  return [
    `## ${name}`,
    '',
    sentence,
    '',
    ...line('Programs', programs.map(code).join(' ')),
    ...line('Files', files.map(code).join(' ')),
    ...line('Not', spared.map(code).join(' ')),
    ...rules.map(({ finds }) => `- ${finds}.`),
    ...(inEveryLayer
      ? ['- In every layer: what a later layer replaces or removes still travels with the image.']
      : []),
    '',
  ];
}

function line(title: string, text: string): string[] {
  return text === '' ? [] : [`- ${title}: ${text}`];
}

function code(glob: string): string {
  return `\`${glob}\``;
}

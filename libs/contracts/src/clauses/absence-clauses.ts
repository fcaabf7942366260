import { BETWEEN_SIGHTS, type Sighting } from '../classes/absence-class.ts';
import { ABSENCE_CLASSES } from '../classes/absence-classes.ts';
import { findPaths } from '../classes/find-paths.ts';
import { findSightings } from '../classes/find-sightings.ts';
import type { Clause } from '../clause.ts';
import { matchPaths } from '../glob.ts';
import type { ImageView } from '../image-view.ts';
import { nameLayer } from '../layer-origin.ts';
import { counted, findings, listSome } from '../messages/list-some.ts';
import type { Contract } from '../schema/contract-schema.ts';
import { broken, kept, type Outcome, unchecked } from '../verdict.ts';

type Absence = NonNullable<Contract['absent']>[number];

const LIST_LIMIT = 12;

/** Classes and globs of which nothing may be there. */
export function absenceClauses({ absent = [] }: Contract): Clause[] {
  return absent.map((absence) => {
    const { class: name, files = '', except = [] } = absence;
    const exceptions = except.length > 0 ? ` but ${except.join(', ')}` : '';
    return {
      id: `absent.${name?.replaceAll(' ', '-') ?? files}`,
      title: `${titleOf(absence)}${exceptions}`,
      check: (view) => {
        const lacks = name && ABSENCE_CLASSES[name].lacks?.(view.evidence);
        return lacks ? unchecked(lacks) : judge(view, absence);
      },
    };
  });
}

function titleOf({ class: name, files }: Absence): string {
  if (name === undefined) return `nothing at ${files}`;
  return name === 'build machine' ? 'no trace of the build machine' : `no ${NOUNS[name] ?? name}`;
}

/** Where the name of a class does not end a sentence well. */
const NOUNS: Readonly<Record<string, string>> = {
  setuid: 'setuid files',
  setgid: 'setgid files',
  'world-writable': 'world-writable files',
  'version control': 'traces of version control',
};

function judge(view: ImageView, absence: Absence): Outcome {
  const { except = [], because } = absence;
  const sightings = sightingsOf(absence, view);
  const isExcepted = matchPaths(except);
  const found = sightings.filter(({ path }) => path === undefined || !isExcepted(path));
  const expected = `none${because ? ` (${because})` : ''}`;
  if (found.length > 0)
    return broken({
      expected,
      actual: `${found.length} found`,
      ...findings(
        found.map((one) => describe(one, view)),
        LIST_LIMIT,
        found.map((one) => describe({ ...one, what: one.what && fewOf(one.what) }, view)),
      ),
      nextStep: found.every(({ hidden }) => hidden)
        ? 'leave it out of the layer: what a later one removes still travels with the image'
        : 'leave it out of the image, or except it and say why',
    });
  const unused = except.filter(
    (glob) => !sightings.some(({ path }) => path !== undefined && matchPaths([glob])(path)),
  );
  if (unused.length > 0)
    return unchecked(
      `the exception "${unused.join('", "')}" excuses nothing`,
      'correct the glob, or remove it',
    );
  return kept(expected, except.length > 0 ? `only the ${counted(sightings.length, 'exception')}` : 'none');
}

function sightingsOf({ class: name, files = '' }: Absence, view: ImageView): readonly Sighting[] {
  return name === undefined ? findPaths(files, view) : findSightings(ABSENCE_CLASSES[name], view);
}

const SIGHTS_LIMIT = 3;

/** The first few of what one file has. */
function fewOf(what: string): string {
  return listSome(what.split(BETWEEN_SIGHTS), SIGHTS_LIMIT).join(BETWEEN_SIGHTS);
}

function describe({ path, what, hidden }: Sighting, { find, evidence }: ImageView): string {
  if (path === undefined) return what ?? '';
  if (hidden) {
    const { layer, lostIn, how } = hidden;
    const by = lostIn === undefined ? '' : `, ${how} in ${nameLayer(evidence, lostIn)}`;
    return `${path}${what ? ` (${what})` : ''}, in ${nameLayer(evidence, layer)}${by}`;
  }
  const file = find(path);
  const from = file ? `, from ${nameLayer(evidence, file.layer)}` : '';
  return `${path}${what ? ` (${what})` : ''}${from}`;
}

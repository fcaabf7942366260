import type { Clause } from '../clause.ts';
import type { ImageView } from '../image-view.ts';
import { nameLayer } from '../layer-origin.ts';
import { counted, findings } from '../messages/list-some.ts';
import type { Contract } from '../schema/contract-schema.ts';
import { type MissingLibrary, missingLibraries } from '../shared-libraries/missing-libraries.ts';
import { broken, kept, type Outcome } from '../verdict.ts';

const LIST_LIMIT = 12;

export function libraryClauses({ libraries }: Contract): Clause[] {
  if (libraries === undefined) return [];
  return [{ id: 'libraries', title: 'every native program finds its libraries', check: compare }];
}

async function compare(view: ImageView): Promise<Outcome> {
  const { checked, missing } = await missingLibraries(view);
  const expected = 'all in the image';
  if (missing.length === 0) return kept(expected, `all, for ${counted(checked, 'native file')}`);
  const names = new Set(missing.map(({ needs }) => needs));
  return broken({
    expected,
    actual: `${[...names].join(', ')} missing`,
    ...findings(
      missing.map((one) => describe(one, view)),
      LIST_LIMIT,
    ),
    nextStep: 'copy the library too, or link statically',
  });
}

function describe({ path, needs, isLoader }: MissingLibrary, { files, evidence }: ImageView): string {
  const layer = files.get(path.slice(1))?.layer ?? 0;
  const what = isLoader ? `is started by the loader ${needs}, which is not there` : `needs ${needs}`;
  return `${path} ${what}; from ${nameLayer(evidence, layer)}`;
}

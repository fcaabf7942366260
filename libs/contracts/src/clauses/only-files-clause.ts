import type { EffectiveFile } from '@drydock/layers';
import { formatBytes } from '../byte-size.ts';
import type { Clause } from '../clause.ts';
import { matchPaths } from '../glob.ts';
import type { ImageView } from '../image-view.ts';
import { nameLayer } from '../layer-origin.ts';
import { counted, findings } from '../messages/list-some.ts';
import type { Contract } from '../schema/contract-schema.ts';
import { broken, kept, unchecked } from '../verdict.ts';

const LIST_LIMIT = 20;
/** More globs than these are counted, not listed: a title is a line. */
const NAMED_GLOBS = 4;

/** Nothing is there but what the globs name. A folder counts when it is empty: others show by what is in them. */
export function onlyFilesClauses({ onlyFiles }: Contract): Clause[] {
  if (!onlyFiles) return [];
  const isNamed = matchPaths(onlyFiles);
  const named = onlyFiles.length > NAMED_GLOBS ? `what ${onlyFiles.length} globs name` : onlyFiles.join(', ');
  return [
    {
      id: 'onlyFiles',
      title: `nothing but ${named}`,
      check: (view) => {
        const leaves = leavesOf(view);
        const others = leaves.filter(({ path }) => !isNamed(`/${path}`));
        const expected = `only ${named}`;
        if (others.length > 0)
          return broken({
            expected,
            actual: `${counted(others.length, 'path')} more`,
            ...findings(
              others.map((file) => describe(file, view)),
              LIST_LIMIT,
            ),
            nextStep: 'leave them out of the image, or add them to "onlyFiles"',
          });
        const unused = onlyFiles.filter((glob) => !leaves.some(({ path }) => matchPaths([glob])(`/${path}`)));
        return unused.length === 0
          ? kept(expected, `${counted(leaves.length, 'path')}, all of them named`)
          : unchecked(
              `nothing in the image matches "${unused.join('", "')}"`,
              'correct the glob, or remove it',
            );
      },
    },
  ];
}

function leavesOf({ entries }: ImageView): EffectiveFile[] {
  return entries.filter(({ type, path }, index) => {
    // Entries come folder first, each before what is in it.
    return type !== 'directory' || !entries[index + 1]?.path.startsWith(`${path}/`);
  });
}

function describe({ path, type, size, layer }: EffectiveFile, { evidence }: ImageView): string {
  const what = type === 'file' ? formatBytes(size) : type === 'directory' ? 'an empty folder' : type;
  return `/${path} (${what}), from ${nameLayer(evidence, layer)}`;
}

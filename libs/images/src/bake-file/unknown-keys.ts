import { nearestName } from '@drydock/engine';
import { BLOCKS, knownKeys } from './bake-keys.ts';
import type { BakeEntry } from './entry.ts';

/** A key that bake would skip without a word. */
export interface UnknownKey {
  /** Of a target, where a newer bake may know it. */
  readonly targetKey: string | undefined;
  /** With its place in the file. */
  readonly message: string;
}

/** All keys and blocks of a bake file that bake skips. */
export function unknownKeys(entries: readonly BakeEntry[], file: string): UnknownKey[] {
  return entries.flatMap((entry) => {
    const { kind, name, inside, line } = entry;
    const names = namesBeside(entry);
    const isKnown = names?.includes(name);
    // `args {` instead of `args = {`: of such a block, bake takes no notice.
    const isBlock = kind === 'block' && inside !== undefined && name !== 'validation';
    if (!names || (isKnown && !isBlock)) return [];
    const what = `${isKnown ? 'a' : 'an unknown'} ${kind === 'block' ? 'block' : 'key'} "${name}"`;
    const subject = inside ? `${ownerOf(inside)} has` : 'there is';
    const hint = isKnown ? `write "${name} = {"` : nearestOf(name, names);
    const isOfTarget = kind === 'attribute' && inside?.name === 'target';
    return [
      { targetKey: isOfTarget ? name : undefined, message: `${file}:${line}: ${subject} ${what}; ${hint}` },
    ];
  });
}

function nearestOf(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest ? `did you mean "${nearest}"?` : `bake knows ${names.join(', ')}`;
}

/** What may stand where the entry stands. Nothing when anything may, or when bake itself refuses what may not. */
function namesBeside({ kind, inside }: BakeEntry): readonly string[] | undefined {
  // A key at the top of the file is a variable.
  if (!inside) return kind === 'block' ? BLOCKS : undefined;
  return knownKeys(inside.kind, inside.name);
}

function ownerOf({ kind, name, labels, inside }: BakeEntry): string {
  if (kind === 'block') return [name, ...labels.map((label) => `"${label}"`)].join(' ');
  return `${name}${inside ? ` of ${ownerOf(inside)}` : ''}`;
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DrydockError } from '@drydock/engine';
import type { BakeEntry } from './entry.ts';
import { hclEntries } from './hcl-entries.ts';
import { jsonEntries } from './json-entries.ts';

/** A bake file is written in HCL or JSON, or is a compose file, of which bake reads the `build` sections. */
type BakeSyntax = 'hcl' | 'json' | 'compose';

interface BakeText {
  readonly syntax: BakeSyntax;
  readonly text: string;
}

export async function readBakeFile(root: string, file: string): Promise<BakeText> {
  const text = await readFile(resolve(root, file), 'utf8').catch((cause: unknown) => {
    throw new DrydockError('bake-file', `${file} cannot be read`, {
      cause,
      nextStep: `run this from the root of the repository, where ${file} is`,
    });
  });
  return { syntax: syntaxOf(file, text), text };
}

/** By the end of its name, as bake tells; by its text when that says nothing. */
function syntaxOf(file: string, text: string): BakeSyntax {
  const known = /\.(?<end>hcl|json|ya?ml)$/i.exec(file)?.groups?.end?.toLowerCase();
  if (known === 'hcl' || known === 'json') return known;
  if (known !== undefined) return 'compose';
  if (/^\s*\{/.test(text)) return 'json';
  return /^\s*services\s*:/m.test(text) ? 'compose' : 'hcl';
}

/** The keys of a bake file. Of a compose file none: bake holds those to the schema of compose. */
export function entriesOf({ syntax, text }: BakeText): readonly BakeEntry[] {
  if (syntax === 'compose') return [];
  return syntax === 'json' ? jsonEntries(text) : hclEntries(text);
}

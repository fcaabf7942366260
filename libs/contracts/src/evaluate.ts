import { DrydockError } from '@drydock/engine';
import { clausesOf } from './clauses-of.ts';
import type { Evidence } from './evidence.ts';
import { viewImage } from './image-view.ts';
import type { Contract } from './schema/contract-schema.ts';
import type { Verdict } from './verdict.ts';

/**
 * Judges every clause of a contract by what is known of an image, and gives a verdict on each, in the order of
 * `clausesOf`. Starts nothing and reads nothing but through `evidence.readFile`.
 */
export async function evaluate(contract: Contract, evidence: Evidence): Promise<readonly Verdict[]> {
  const clauses = clausesOf(contract);
  if (clauses.length === 0)
    throw new DrydockError(
      'contract-invalid',
      `the contract for "${contract.image}" has no clause to check`,
      {
        nextStep: 'make it with defineContract, which says what is missing',
      },
    );
  const view = viewImage(evidence);
  const subject = evidence.image.ref;
  return Promise.all(
    clauses.map(async ({ id, title, check }) => ({ clause: id, title, subject, ...(await check(view)) })),
  );
}

/** The files whose content a contract asks about, for who would rather read them all at once. */
export function contentPaths({ files = {}, users, groups }: Contract): readonly string[] {
  const read = Object.entries(files).filter(([, { text, pattern }]) => text !== undefined || pattern);
  return [
    ...read.map(([path]) => path),
    ...(users ? ['/etc/passwd'] : []),
    ...(groups ? ['/etc/group'] : []),
  ];
}

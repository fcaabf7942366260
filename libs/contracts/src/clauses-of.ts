import type { Clause } from './clause.ts';
import { absenceClauses } from './clauses/absence-clauses.ts';
import { accountClauses } from './clauses/account-clauses.ts';
import { baseClauses } from './clauses/base-clause.ts';
import { behaviourClauses } from './clauses/behaviour-clauses.ts';
import { configClauses } from './clauses/config-clauses.ts';
import { driftClauses } from './clauses/drift-clauses.ts';
import { fileClauses } from './clauses/file-clauses.ts';
import { libraryClauses } from './clauses/library-clauses.ts';
import { onlyFilesClauses } from './clauses/only-files-clause.ts';
import { sizeClauses } from './clauses/size-clauses.ts';
import type { Contract } from './schema/contract-schema.ts';

/** Every promise of a contract, in the order in which contracts are written. Known before there is an image. */
export function clausesOf(contract: Contract): readonly Clause[] {
  return [
    ...baseClauses(contract),
    ...sizeClauses(contract),
    ...driftClauses(contract),
    ...fileClauses(contract),
    ...onlyFilesClauses(contract),
    ...absenceClauses(contract),
    ...accountClauses(contract),
    ...configClauses(contract),
    ...libraryClauses(contract),
    ...behaviourClauses(contract),
  ];
}

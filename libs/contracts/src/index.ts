export { type Baseline, baselineOf, baselineSchema } from './baseline.ts';
export { formatBytes } from './byte-size.ts';
export type { AbsenceClass, Sighting, SightingRule } from './classes/absence-class.ts';
export { ABSENCE_CLASSES } from './classes/absence-classes.ts';
export { CLASS_NAMES, type ClassName } from './classes/class-name.ts';
export type { Clause } from './clause.ts';
export { clausesOf } from './clauses-of.ts';
export type {
  AbsenceInput,
  BehaviourInput,
  ConfigInput,
  ContractInput,
  FileInput,
  HealthcheckInput,
  PathGlob,
  SizeInput,
} from './contract-input.ts';
export { contractMatchers } from './contract-matchers.ts';
export { defineContract, isContract } from './define-contract.ts';
export { describeClasses } from './describe-classes.ts';
export { formatDuration } from './duration.ts';
export { contentPaths, evaluate } from './evaluate.ts';
export type { Evidence, MachineFacts } from './evidence.ts';
export { formatReport, formatVerdict, summarise } from './messages/format-verdict.ts';
export type { ObservedBehaviour } from './observed-behaviour.ts';
export type { Contract } from './schema/contract-schema.ts';
export type { Verdict, VerdictStatus } from './verdict.ts';

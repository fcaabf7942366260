export { formatBytes } from './byte-size.ts';
export { CLASS_NAMES, type ClassName } from './classes/class-name.ts';
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
export { defineContract } from './define-contract.ts';
export { formatDuration } from './duration.ts';
export { loadContract } from './load-contract.ts';
export type { Contract } from './schema/contract-schema.ts';

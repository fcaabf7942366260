export type { Check, CheckWords } from './check.ts';
export { type CheckedWork, type CheckOptions, checkWork, type Grade, type Result } from './check-work.ts';
export { brokenBuild } from './checks/broken-build.ts';
export {
  type BuildsOptions,
  builds,
  type FailsOptions,
  failsToBuild,
  type RebuildsOptions,
  rebuilds,
} from './checks/builds.ts';
export { custom } from './checks/custom.ts';
export { type DockerfileOptions, dockerfile } from './checks/dockerfile.ts';
export { type ImageOptions, type ImagePromise, image } from './checks/image.ts';
export { type RunsOptions, runs } from './checks/runs.ts';
export type { Answer, ServedContainer } from './checks/served-container.ts';
export { type ServesOptions, serves } from './checks/serves.ts';
export { findLab, type Lab, labNames, readCourse, readHints, readReadme, type TaskHints } from './course.ts';
export {
  defineLab,
  type LabDefinition,
  type LabInput,
  type Task,
  TOOLCHAINS,
  type Toolchain,
} from './define-lab.ts';
export { type Explanation, type Finding, fail, PASS, uncheckable } from './finding.ts';
export { topicOf } from './lab-folder.ts';
export {
  begin,
  type Change,
  HINT_STEPS,
  recordCheck,
  recordHint,
  recordReset,
  recordSkip,
  recordSolution,
} from './learner/result-changes.ts';
export { readResults, updateResults } from './learner/results-file.ts';
export type { LabResult, Results } from './learner/results-schema.ts';
export {
  currentLab,
  type LabStanding,
  nextLab,
  type Standing,
  standings,
  taskAt,
} from './learner/standing.ts';
export { moveAside, placeStart, workFolder } from './learner/work-folder.ts';
export type { BuildRecipe, FileEdits } from './recipe.ts';
export { type LabProblem, type LabReport, type VerifyOptions, verifyLab } from './verify-lab.ts';
export { verifyNames } from './verify-names.ts';
export type { LabBuild, Workbench } from './workbench.ts';

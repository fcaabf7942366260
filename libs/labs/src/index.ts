export type { Check, CheckWords } from './check.ts';
export { type CheckOptions, checkWork, type Grade, type Result } from './check-work.ts';
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
export { type Answer, type ServedContainer, type ServesOptions, serves } from './checks/serves.ts';
export { type Lab, labNames, readCourse, readHints, readReadme, type TaskHints } from './course.ts';
export {
  defineLab,
  type LabDefinition,
  type LabInput,
  type Task,
  TOOLCHAINS,
  type Toolchain,
} from './define-lab.ts';
export { type Explanation, type Finding, fail, PASS, uncheckable } from './finding.ts';
export type { BuildRecipe, FileEdits } from './recipe.ts';
export { type LabProblem, type LabReport, type VerifyOptions, verifyLab } from './verify-lab.ts';
export type { LabBuild, Workbench } from './workbench.ts';

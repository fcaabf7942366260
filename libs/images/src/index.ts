export type { ArchiveOptions } from './archive-output.ts';
export type { BakeOverrides } from './bake-override-args.ts';
export { type BuildFailure, type BuildFailureKind, mayPass } from './build-failure.ts';
export {
  type BuildOptions,
  type BuildResult,
  buildImages,
  buildPlan,
  type PlannedBuildOptions,
} from './build-images.ts';
export type { BuiltImage } from './built-images.ts';
export { describeBuildFailure } from './describe-build-failure.ts';
export { parseDockerfile, type Stage } from './dockerfile.ts';
export type { SourceHop } from './follow-source.ts';
export {
  dockerfileSources,
  dockerfileSteps,
  findTargetByTag,
  type ImageSources,
  imageSources,
  imageSteps,
} from './image-steps.ts';
export { type DockerfileWarning, lintDockerfiles } from './lint-dockerfiles.ts';
export { type ListedTarget, listTargets } from './list-targets.ts';
export {
  type ImagePlan,
  type PlanOptions,
  planImages,
  type TargetKind,
  type TargetPlan,
} from './plan-images.ts';
export type { DockerfileOptions } from './read-recipes.ts';
export type { SourceStep } from './source-step.ts';
export { targetNames } from './target-names.ts';
export type { BuildEvent, BuildProgress, BuildStep } from './track-steps.ts';

export type { BakeOverrides } from './bake-override-args.ts';
export type { BuildFailure, BuildFailureKind } from './build-failure.ts';
export { type BuildOptions, type BuildResult, type BuiltImage, buildImages } from './build-images.ts';
export { describeBuildFailure } from './describe-build-failure.ts';
export { type DockerfileWarning, lintDockerfiles } from './lint-dockerfiles.ts';
export { type ListedTarget, listTargets } from './list-targets.ts';
export {
  type ImagePlan,
  type PlanOptions,
  planImages,
  type TargetKind,
  type TargetPlan,
} from './plan-images.ts';
export type { BuildEvent, BuildProgress, BuildStep } from './track-steps.ts';

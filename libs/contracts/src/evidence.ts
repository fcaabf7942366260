import type { ImageContents, TracedStep } from '@drydock/layers';
import type { Baseline } from './baseline.ts';
import type { ObservedBehaviour } from './observed-behaviour.ts';

/** All that is known of an image. A clause that needs what is not there cannot be checked, and says so. */
export interface Evidence {
  readonly image: ImageContents;
  /** Of `traceSteps`, with the Dockerfiles: where a message finds the line to look at. */
  readonly steps?: readonly TracedStep[] | undefined;
  /** What the FROM of its last stage says, read from the Dockerfile. */
  readonly from?: string | undefined;
  /** The image that the contract names as its base, where the engine has it. */
  readonly base?: Pick<ImageContents, 'layers'> | undefined;
  /** What it weighed when someone last agreed to it. */
  readonly baseline?: Baseline | undefined;
  readonly behaviour?: ObservedBehaviour | undefined;
  /** What images must not tell of the machine they are built on. */
  readonly machine?: MachineFacts | undefined;
  /** The content of a file as a container sees it, links followed, by its path with a slash in front. */
  readonly readFile?: ((path: string) => Promise<Buffer | undefined>) | undefined;
}

export interface MachineFacts {
  /** `sha256:…` of the DER form of every authority that this machine trusts and a plain system does not. */
  readonly certificates: readonly string[];
  /** Of the package mirrors it is set up with. */
  readonly mirrorHosts: readonly string[];
}

/** An instruction of a Dockerfile that made part of an image. Whoever reads Dockerfiles hands these in. */
export interface SourceStep {
  /** Relative to the repository: `apps/apod/Dockerfile`. */
  readonly file: string;
  /** Counted from 1: where the instruction begins. */
  readonly line: number;
  readonly stage: string;
  /** In capitals: `COPY`, `RUN`. */
  readonly keyword: string;
  /** The instruction on one line, without the bodies of heredocs. */
  readonly text: string;
  /** The bodies of its heredocs, when it has some. */
  readonly heredocs?: readonly string[] | undefined;
  /** It stands in the Dockerfile of an image that this one is built FROM. */
  readonly isBase: boolean;
  /** `COPY --from`: a stage or an image. Absent when the files come from the build context. */
  readonly from?: string | undefined;
  /** Of COPY and ADD. */
  readonly sources?: readonly string[] | undefined;
  /** Of COPY and ADD: absolute. It ends in a slash when the instruction says that it is a folder. */
  readonly destination?: string | undefined;
  /** Of WORKDIR: the folder that it makes, absolute. */
  readonly folder?: string | undefined;
}

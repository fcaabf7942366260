/** An instruction of a Dockerfile that made part of an image. */
export interface SourceStep {
  /** Relative to the repository: `apps/apod/Dockerfile`. */
  readonly file: string;
  /** Where the instruction begins, counted from 1. */
  readonly line: number;
  readonly stage: string;
  /** In capitals. What ONBUILD left for later stands under the keyword of what it runs. */
  readonly keyword: string;
  /** On one line, without the bodies of heredocs. */
  readonly text: string;
  /** The bodies of its heredocs, when it has some: the script of a RUN, the content of the files of a COPY. */
  readonly heredocs?: readonly string[] | undefined;
  /** It stands in the Dockerfile of an image that this one is built FROM. */
  readonly isBase: boolean;
  /** Of COPY --from: the stage or target whose file system it copies from, else the image as it is written. */
  readonly from?: string | undefined;
  /**
   * Of COPY and ADD, variables replaced. From a stage or image, and from the build context, without a leading
   * slash being needed; `<<name` is a text in the Dockerfile itself.
   */
  readonly sources?: readonly string[] | undefined;
  /** Of COPY and ADD: absolute. It ends in a slash when the instruction says that it is a folder. */
  readonly destination?: string | undefined;
  /** Of WORKDIR: the folder that it makes, absolute. */
  readonly folder?: string | undefined;
}

import type { FileType } from '@drydock/layers';
import type { ClassName } from './classes/class-name.ts';

/**
 * What an image promises. Whatever is left out is not promised, so every line is a choice; what is there is exact.
 * Sizes are decimal (`9.0 MB`), times are like `500 ms`, `2 s` or `1 min`, paths start with a slash.
 */
export interface ContractInput {
  /** The image that keeps it, as the engine knows it: `shop/web:1.4`. */
  readonly image: string;
  /** What its last stage is built FROM: `scratch`, or an image. */
  readonly base?: string | undefined;
  readonly size?: SizeInput | undefined;
  /** How far its sizes may be from those in the committed baseline, up or down. */
  readonly drift?: ({ readonly tolerance: string } & Reasoned) | undefined;
  /** Files that must be there. The value says what else must be true of one; `{}` says that it exists. */
  readonly files?: Readonly<Record<string, FileType | FileInput>> | undefined;
  /** Globs. No file, link or empty folder may be there that none of them matches. */
  readonly onlyFiles?: readonly string[] | undefined;
  /** What must not be there: a class by its name, or a glob that starts with a slash or `**`. */
  readonly absent?: readonly (ClassName | PathGlob | AbsenceInput)[] | undefined;
  /** All of `/etc/passwd`, by user id. `{}` means that it names nobody. */
  readonly users?: Readonly<Record<string, number>> | undefined;
  /** All of `/etc/group`, by group id. */
  readonly groups?: Readonly<Record<string, number>> | undefined;
  readonly config?: ConfigInput | undefined;
  /** Every program and library finds, inside the image, the libraries it is linked with. */
  readonly libraries?: 'resolvable' | undefined;
  readonly behaviour?: BehaviourInput | undefined;
}

export type PathGlob = `/${string}` | `**${string}`;

interface Reasoned {
  /** Why it is promised. Printed with the failure. */
  readonly because?: string | undefined;
}

/** Upper limits. */
export interface SizeInput extends Reasoned {
  /** The file bytes of all layers: a file that a later layer removes still counts. */
  readonly unpacked?: string | undefined;
  /** What a registry sends: the layers compressed by gzip. */
  readonly transfer?: string | undefined;
  /** Unpacked bytes above the base image. */
  readonly own?: string | undefined;
  /** Unpacked bytes of the biggest layer. */
  readonly perLayer?: string | undefined;
  /** Number of layers. */
  readonly layers?: number | undefined;
  /** Bytes in lower layers that later layers replace or remove: they are sent and never seen. */
  readonly wasted?: string | undefined;
}

export interface FileInput extends Reasoned {
  readonly type?: FileType | undefined;
  /** Four octal digits with setuid, setgid and sticky: `0755`. */
  readonly mode?: string | undefined;
  /** Numbers: `65532:65532`. */
  readonly owner?: string | undefined;
  /** An upper limit. */
  readonly size?: string | undefined;
  /** The whole content. */
  readonly text?: string | undefined;
  /** Somewhere in the content. */
  readonly pattern?: RegExp | undefined;
  /** Where a symbolic link points, as it is written. */
  readonly link?: string | undefined;
}

/** Either `class` or `files`, less what `except` names. An exception that excuses nothing is an error. */
export interface AbsenceInput extends Reasoned {
  readonly class?: ClassName | undefined;
  readonly files?: PathGlob | undefined;
  readonly except?: readonly PathGlob[] | undefined;
}

/** Each field exactly as written here. */
export interface ConfigInput extends Reasoned {
  /** `''` means that the image does not say, which means root. */
  readonly user?: string | undefined;
  readonly entrypoint?: readonly string[] | undefined;
  readonly cmd?: readonly string[] | undefined;
  /** All of the environment; `envIncludes` for a part of it. */
  readonly env?: Readonly<Record<string, string | RegExp>> | undefined;
  readonly envIncludes?: Readonly<Record<string, string | RegExp>> | undefined;
  readonly workingDir?: string | undefined;
  /** All ports: `80` is `80/tcp`. */
  readonly ports?: readonly (number | string)[] | undefined;
  readonly volumes?: readonly string[] | undefined;
  /** `''` means that the image does not say, which means SIGTERM. */
  readonly stopSignal?: string | undefined;
  readonly healthcheck?: HealthcheckInput | 'none' | undefined;
  /** All labels; `labelsInclude` for a part of them. */
  readonly labels?: Readonly<Record<string, string | RegExp>> | undefined;
  readonly labelsInclude?: Readonly<Record<string, string | RegExp>> | undefined;
  /** E.g. `amd64`. */
  readonly architecture?: string | undefined;
  readonly os?: string | undefined;
}

/** A time that is left out is not promised. */
export interface HealthcheckInput {
  /** E.g. `['CMD', '/healthcheck']`. */
  readonly test: readonly string[];
  readonly interval?: string | undefined;
  readonly timeout?: string | undefined;
  readonly startPeriod?: string | undefined;
  readonly startInterval?: string | undefined;
  readonly retries?: number | undefined;
}

/** What is true of a container of it, run as the compose file says. */
export interface BehaviourInput extends Reasoned {
  /** Its name in the compose file. */
  readonly service: string;
  readonly readyWithin?: string | undefined;
  /** By its own health check. */
  readonly healthy?: true | undefined;
  /** An upper limit, once it is ready and has nothing to do. */
  readonly idleMemory?: string | undefined;
  /** After its stop signal, and by itself. */
  readonly stopsWithin?: string | undefined;
  /** Once it was stopped. */
  readonly exitCode?: number | undefined;
  /** The file that its first process runs, without symbolic links: the program, and not a shell around it. */
  readonly pid1?: string | undefined;
  /** Numbers: `65532:65532`. */
  readonly runsAs?: string | undefined;
  /** All capabilities in effect, without `CAP_`, in lower case. `[]` means none of root's powers. */
  readonly capabilities?: readonly string[] | undefined;
  /** Folders. What is on a volume or a tmpfs is nobody's concern. `[]` means nothing at all. */
  readonly writesOnly?: readonly string[] | undefined;
  readonly readOnlyRoot?: true | undefined;
}

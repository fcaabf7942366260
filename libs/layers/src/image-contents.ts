/** What an image holds and declares, read from its layers. */
export interface ImageContents {
  /** As it was asked for. */
  readonly ref: string;
  /** The engine's own name for it: two images with one id are the same. */
  readonly id: string;
  readonly config: ImageConfig;
  /** Oldest first. An instruction that changed no file has no layer. */
  readonly history: readonly HistoryEntry[];
  /** Lowest first. */
  readonly layers: readonly Layer[];
  /** The sum of the file bytes in all layers: a file that a later layer removes still counts. */
  readonly unpackedBytes: number;
  /** What a registry would send: the layers compressed by gzip. */
  readonly transferBytes: number;
}

export interface Layer {
  /** Of the blob as the engine stores it. */
  readonly digest: string;
  /** Of the uncompressed tar: the same files have the same one, however they are compressed. */
  readonly diffId: string;
  readonly transferBytes: number;
  readonly unpackedBytes: number;
  readonly entries: readonly LayerEntry[];
}

/**
 * One entry of a layer. A `whiteout` removes `path` from the layers below; `opaque` removes all that the
 * layers below have in the folder `path`.
 */
export interface LayerEntry {
  /** Without a slash at either end: `usr/bin/env`. */
  readonly path: string;
  readonly type: FileType | 'hardlink' | 'whiteout' | 'opaque';
  /** Zero for all but files. */
  readonly size: number;
  /** Permission bits with setuid, setgid and sticky, e.g. `0o4755`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Target of a symlink, as it is written; or the path of the file that a hard link stands for. */
  readonly link?: string | undefined;
}

export type FileType = 'file' | 'directory' | 'symlink' | 'character-device' | 'block-device' | 'fifo';

export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  /** Empty when the image does not say, which means root. */
  readonly user: string;
  readonly workingDir: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** E.g. `80/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal: string | undefined;
  readonly healthcheck: Healthcheck | undefined;
}

/** A time that the image does not set is undefined: the engine has its own default. */
export interface Healthcheck {
  /** E.g. `['CMD', '/healthcheck']`. */
  readonly test: readonly string[];
  readonly intervalMs: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly startPeriodMs: number | undefined;
  readonly startIntervalMs: number | undefined;
  readonly retries: number | undefined;
}

export interface HistoryEntry {
  readonly createdBy: string;
  readonly comment: string;
  readonly hasLayer: boolean;
}

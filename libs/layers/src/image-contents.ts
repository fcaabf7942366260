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
  /** What a registry would send: the layers compressed by gzip, each blob once. */
  readonly transferBytes: number;
}

export interface Layer {
  /** Of the blob as the engine stores it. */
  readonly digest: string;
  /** Of the uncompressed tar: the same files have the same one, however they are compressed. */
  readonly diffId: string;
  readonly transferBytes: number;
  /** It is not stored by gzip, and what an engine makes of it is not known: up to 5 % more or less. */
  readonly isTransferEstimated?: true | undefined;
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
  /** In seconds since 1970. Kept for comparing two builds; the engine's own whiteouts have none. */
  readonly modifiedAt?: number | undefined;
  /** Of the content, `sha256:…`. Regular files that are not empty have one. */
  readonly digest?: string | undefined;
  /** True when the file carries capabilities (`setcap`), which give a program some of root's powers. */
  readonly hasCapabilities?: true | undefined;
  /** Extended attributes by name, capabilities among them: `user.origin`. Their values in base64. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Of a device, major and minor number: `1:3`. */
  readonly device?: string | undefined;
  /** What its content says. Regular files only, and only what there is something to say about. */
  readonly facts?: FileFacts | undefined;
}

/** What was recognised in the content of a file while its layer was read. */
export interface FileFacts {
  /** The program a script asks to be run by: the first line after `#!`. */
  readonly interpreter?: string | undefined;
  readonly elf?: ElfFacts | undefined;
  /** `sha256:…` of the DER form of every X.509 certificate in it, be it PEM, DER or inside a key store. */
  readonly certificates?: readonly string[] | undefined;
  readonly secrets?: readonly SecretFinding[] | undefined;
  /** Hosts of the http(s) addresses in it, each once, in order of name; at most 200. */
  readonly hosts?: readonly string[] | undefined;
  /** What it says is installed, here or elsewhere in the image. */
  readonly packages?: readonly PackageFacts[] | undefined;
}

/** A native program or shared library. */
export interface ElfFacts {
  /** E.g. `x86-64`, `aarch64`. */
  readonly machine: string;
  /** The dynamic loader it asks for: `/lib64/ld-linux-x86-64.so.2`. Absent in a static program and in a library. */
  readonly interpreter?: string | undefined;
  /** Names of the shared libraries it needs. */
  readonly needed: readonly string[];
  readonly soname?: string | undefined;
  /** Folders to look for libraries in first, `$ORIGIN` unresolved. */
  readonly runpath: readonly string[];
  /** A symbol table that only debuggers and profilers read (`strip` removes it). */
  readonly hasSymbols: boolean;
  readonly hasDebugInfo: boolean;
}

export interface SecretFinding {
  /** E.g. `private-key`, `github-token`: the names are documented with the rules that find them. */
  readonly kind: string;
  /** Counted from 1; absent in a binary file. */
  readonly line?: number | undefined;
  /** Enough to find it, not enough to use it: `ghp_1a…`. */
  readonly excerpt: string;
}

export interface PackageFacts {
  readonly type:
    | 'deb'
    | 'npm'
    | 'maven'
    | 'go'
    | 'apk'
    | 'rpm'
    | 'pypi'
    | 'pacman'
    | 'gem'
    | 'composer'
    | 'nuget'
    | 'conda';
  readonly name: string;
  readonly version: string;
  /** Paths of the files that belong to it, where that is known. Absent: it is the file that says so, or its folder. */
  readonly files?: readonly string[] | undefined;
}

export type FileType = 'file' | 'directory' | 'symlink' | 'character-device' | 'block-device' | 'fifo';

export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  /** Of the architecture, such as `v7` of `arm`. Empty for most. */
  readonly variant?: string | undefined;
  /** Of Windows, such as `10.0.20348.2113`. Empty for others. */
  readonly osVersion?: string | undefined;
  readonly author?: string | undefined;
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
  /** In seconds. Unset: the engine has its own default. */
  readonly stopTimeoutS?: number | undefined;
  /** Instructions that a build on this image begins with. */
  readonly onBuild?: readonly string[] | undefined;
  /** What runs commands that are given as text. */
  readonly shell?: readonly string[] | undefined;
  readonly healthcheck: Healthcheck | undefined;
  /** All other fields that are set, as JSON, by the name that they have: `ArgsEscaped`, `Hostname`, `os.features`. */
  readonly others?: Readonly<Record<string, string>> | undefined;
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

/**
 * What was seen of one service while it ran for real. Something that is absent could not be observed: a service that
 * never gets ready has no idle memory.
 */
export interface ObservedBehaviour {
  readonly service: string;
  readonly image: string;
  /** From the start of the container's first process to the first 200 of `/health`, asked from outside. */
  readonly readyAfterMs?: number | undefined;
  /** It ended without having been asked to. */
  readonly ended?: ObservedEnd | undefined;
  /** What the engine says by the image's own health check. `starting`: it did not make up its mind in time. */
  readonly health: HealthStatus;
  /** What the last health check printed. */
  readonly healthOutput?: string | undefined;
  /**
   * Memory of the container's control group without contents of files: at most what `docker stats` shows, and the same
   * when the machine has run the image before. The median of some samples.
   */
  readonly idleMemoryBytes?: number | undefined;
  readonly stop?: ObservedStop | undefined;
  /** The container's first process, once the service is ready, or has had its time to get ready. */
  readonly pid1?: ObservedProcess | undefined;
  /** As whom that process runs. */
  readonly user?: ObservedUser | undefined;
  /**
   * Paths that were added, changed or removed outside of volumes and tmpfs, from its start over its first idle seconds
   * to its end. With a slash in front, in the order of the alphabet. Seen with a root file system that can be written
   * to, by the same user: what that user may not write does not show.
   */
  readonly writes: readonly string[];
  /** It gets ready on a root file system that cannot be written to. */
  readonly readOnlyRoot: boolean;
  /** The last 20 lines, run as the compose file says. */
  readonly logs: readonly string[];
}

export type HealthStatus = 'healthy' | 'unhealthy' | 'starting' | 'none';

export interface ObservedEnd {
  readonly exitCode: number;
  /** The kernel ended it at its memory limit. */
  readonly isOutOfMemory: boolean;
}

export interface ObservedStop {
  /** From the signal to the end of the container. */
  readonly tookMs: number;
  readonly exitCode: number;
  /** The image's own stop signal, sent once. Default: `SIGTERM`. */
  readonly signal: string;
  /** It outlived its grace period and was ended by SIGKILL. */
  readonly wasKilled: boolean;
}

export interface ObservedProcess {
  /** Its command line, word by word. */
  readonly command: readonly string[];
  /** The file it runs, without symbolic links: `/usr/bin/dash` for a shell. Empty where the engine cannot say. */
  readonly executable: string;
}

export interface ObservedUser {
  readonly uid: number;
  readonly gid: number;
  /** Capabilities in effect, without `CAP_`, in lower case: `net_bind_service`. Absent where the engine cannot say. */
  readonly capabilities?: readonly string[] | undefined;
  /** No program it starts can gain rights by it, set-uid or not. */
  readonly hasNoNewPrivileges?: boolean | undefined;
}

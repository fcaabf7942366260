/** What was seen of a container of the image. Something that is absent could not be observed. */
export interface ObservedBehaviour {
  /** To the first good answer, asked from outside. */
  readonly readyAfterMs?: number | undefined;
  /** It ended without having been asked to. */
  readonly ended?: { readonly exitCode: number; readonly isOutOfMemory: boolean } | undefined;
  /** By the image's own health check. `starting`: it did not make up its mind in time. */
  readonly health: 'healthy' | 'unhealthy' | 'starting' | 'none';
  /** What the last health check printed. */
  readonly healthOutput?: string | undefined;
  readonly idleMemoryBytes?: number | undefined;
  readonly stop?: ObservedStop | undefined;
  readonly pid1?: { readonly command: readonly string[]; readonly executable: string } | undefined;
  readonly user?: ObservedUser | undefined;
  /** Paths that it added, changed or removed outside of volumes and tmpfs. */
  readonly writes: readonly string[];
  /** It gets ready on a root file system that cannot be written to. */
  readonly readOnlyRoot: boolean;
  /** Its last lines. */
  readonly logs: readonly string[];
}

interface ObservedStop {
  readonly tookMs: number;
  readonly exitCode: number;
  readonly signal: string;
  /** It outlived its grace period and was ended by SIGKILL. */
  readonly wasKilled: boolean;
}

interface ObservedUser {
  readonly uid: number;
  readonly gid: number;
  /** In effect, without `CAP_`, in lower case. */
  readonly capabilities?: readonly string[] | undefined;
}

/** How to reach one container engine, and the client tools that go with it. */
export interface Engine {
  readonly kind: 'host' | 'embedded';
  /** The value `DOCKER_HOST` takes, e.g. `unix:///var/run/docker.sock`. */
  readonly host: string;
  /** Where it was found, for people: `DOCKER_HOST`, `the Docker context "desktop"`. */
  readonly source: string;
  /** Of the server, e.g. `28.5.2`. */
  readonly version: string;
  /** The image store. Sizes reported by the engine itself differ between the two. */
  readonly store: 'containerd' | 'graph-driver';
  /** Path of a docker client that has the buildx and compose plugins. */
  readonly docker: string;
  /** The client's complete environment. Holds nothing but what the client needs. */
  readonly env: Readonly<Record<string, string>>;
  /** The environment of whoever uses Drydock. For files that may refer to it, as compose files do. */
  readonly userEnv: Environment;
}

/** Called for each step that may last longer than two seconds. */
export type OnProgress = (message: string) => void;

/** The environment of the process, handed in by the command line: no library reads it by itself. */
export type Environment = Readonly<Record<string, string | undefined>>;

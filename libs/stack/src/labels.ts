// Everything the stack creates carries these labels, and nothing without them is ever removed.

/** Name of the stack. Absent from one-off containers. */
export const STACK_LABEL = 'dev.drydock.stack';
/** Identifies one start of a stack: two that ask for the same name at once must not stop each other. */
export const START_LABEL = 'dev.drydock.start';
/** The process that answers for it, see `owner.ts`. */
export const OWNER_LABEL = 'dev.drydock.owner';
/**
 * On everything of a stack that a person started, in place of an owner: the folder of its compose file, as in a URL.
 * Only a command that names the stack removes it.
 */
export const KEPT_LABEL = 'dev.drydock.kept-for';
/** Name of the service, on its container. */
export const SERVICE_LABEL = 'dev.drydock.service';
/** The container port that answers HTTP. */
export const PORT_LABEL = 'dev.drydock.port';
/** The host port the compose file declares for it. */
export const DECLARED_PORT_LABEL = 'dev.drydock.declared-port';
/** The network it was put on, also when the network is not ours. */
export const NETWORK_LABEL = 'dev.drydock.network';

/** On a proxy: the service that it stands in front of. It is no service itself. */
export const PROXY_LABEL = 'dev.drydock.proxy-of';

export type Labels = Readonly<Record<string, string>>;

/** What `KEPT_LABEL` says. Anybody may write a label of ours, and wrong. */
export function folderOfLabel(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

/** `--label key=value` for each, for the docker client. */
export function labelArguments(labels: Labels): string[] {
  return Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
}

import type { ComposeSource } from './file-schema.ts';
import type { ComposeGrant, ComposeService } from './service-schema.ts';

const SECRETS = '/run/secrets/';
const READABLE = 0o444;

/** A config or a secret as its container finds it. */
export interface MountedFile {
  readonly target: string;
  /** A file of this machine, which is mounted. Else `content` is copied. */
  readonly file: string | undefined;
  readonly content: string;
  readonly mode: number;
  /** A missing folder is made for a config, as Compose does it, and not for a secret. */
  readonly isSecret: boolean;
}

export interface Sources {
  readonly configs: Readonly<Record<string, ComposeSource>>;
  readonly secrets: Readonly<Record<string, ComposeSource>>;
  /** Values of the variables that they name. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What is wrong, by the key of the service that it is wrong with. */
export type GrantProblem = readonly [key: string, text: string];

/** The files of a service, as `docker compose up` puts them there. */
export function grantedFiles(
  service: ComposeService,
  sources: Sources,
): { readonly files: MountedFile[]; readonly problems: GrantProblem[] } {
  const files: MountedFile[] = [];
  const problems: GrantProblem[] = [];
  for (const kind of ['secrets', 'configs'] as const)
    for (const grant of service[kind]) {
      const source = sources[kind][grant.source];
      if (!source) continue; // refused elsewhere
      const content = source.content ?? sources.variables[source.environment ?? ''];
      const problem = problemOf({ service, grant, source, content });
      if (problem) problems.push([kind, `"${grant.source}" ${problem}`]);
      else files.push(mountedFile(kind, grant, { file: source.file ?? undefined, content: content ?? '' }));
    }
  return { files, problems };
}

interface Granted {
  readonly service: ComposeService;
  readonly grant: ComposeGrant;
  readonly source: ComposeSource;
  readonly content: string | undefined;
}

function problemOf({ service, grant, source, content }: Granted): string | undefined {
  if (source.file) return undefined;
  if (content === undefined) return `needs the variable ${source.environment}, which is not set`;
  if (grant.uid || grant.gid)
    return 'cannot be given an owner: leave out uid and gid, and let its mode make it readable';
  if (service.read_only)
    return 'cannot be written into a read-only service: give it a "file" in place of its content';
  return undefined;
}

function mountedFile(
  kind: 'configs' | 'secrets',
  grant: ComposeGrant,
  { file, content }: { readonly file: string | undefined; readonly content: string },
): MountedFile {
  const isSecret = kind === 'secrets';
  const target = grant.target || grant.source;
  const folder = target.startsWith('/') ? '' : isSecret ? SECRETS : '/';
  const mode = typeof grant.mode === 'string' ? Number.parseInt(grant.mode, 8) : (grant.mode ?? READABLE);
  return { target: `${folder}${target}`, file, content, mode, isSecret };
}

import type { BuildFailure, BuildFailureKind } from './build-failure.ts';

/** Says what failed, where, what was seen and what to do: several lines, for a terminal or a log. */
export function describeBuildFailure(failure: BuildFailure): string {
  return [
    headline(failure),
    ...sourceLines(failure),
    ...outputLines(failure),
    ...causeLines(failure),
    ...nextStepLines(failure),
  ].join('\n');
}

function headline(failure: BuildFailure): string {
  const subject = failure.target ?? 'the build';
  if (failure.kind === 'cancelled') return `${subject}: the build was interrupted`;
  if (failure.kind === 'lost-layer')
    return `${subject}: the engine lost a layer while it unpacked the image, twice in a row`;
  if (failure.kind === 'name-taken')
    return `${subject}: another build gave its image the same name at the same moment, twice in a row`;
  if (failure.kind === 'engine-gone') return `${subject}: the container engine stopped answering`;
  const place = [
    failure.dockerfile && `${failure.dockerfile}${failure.line === undefined ? '' : `:${failure.line}`}`,
    failure.stage && `stage "${failure.stage}"`,
  ];
  const where = place.filter(Boolean).join(', ');
  return `${subject}: ${what(failure)}${where ? ` (${where})` : ''}`;
}

function what({ kind, instruction, exitCode, message }: BuildFailure): string {
  const ending = exitCode === undefined ? 'failed' : `failed with exit code ${exitCode}`;
  const keyword = /^(ONBUILD\s+)?\S+/.exec(instruction ?? '')?.[0] ?? 'a step';
  const step = `${keyword} ${ending}`;
  if (kind === 'silent') return `${keyword} ${message}`;
  if (kind === 'missing-input') return `${keyword} needs what the build was not given: ${message}`;
  if (kind === 'context-missing' && /failed to fetch remote |repository does not contain ref /.test(message))
    return 'its build context could not be fetched';
  if (kind === 'no-builder')
    return `the engine has no BuildKit of its own, and none could be started beside it: ${message}`;
  if (kind === 'missing-frontend')
    return `the program that its "# syntax" line asks for could not be fetched: ${message.replace(/^.*": /s, '')}`;
  if (kind === 'network' && instruction === undefined)
    return 'its build context could not be fetched: the network did not answer';
  if (kind === 'network') return `${step}: the network did not answer`;
  if (kind === 'untrusted')
    return `${step}: the builder does not know the authority of a server's certificate`;
  if (kind === 'disk-full') return `${step}: no space left on the disk`;
  // What BuildKit says of its cache is of no use to anybody.
  const absent = /failed to calculate checksum of ref \S+: (?<what>.*)$/s.exec(message)?.groups?.what;
  if (absent !== undefined) return `${step}: ${absent}`;
  return exitCode === undefined ? message : step;
}

function sourceLines({ source, line }: BuildFailure): string[] {
  if (source.length === 0 || line === undefined) return [];
  const width = String(line + source.length - 1).length;
  return ['', ...source.map((text, index) => `  ${String(line + index).padStart(width)} | ${text}`)];
}

function outputLines({ kind, output, message }: BuildFailure): string[] {
  // Of what the builder itself could not fetch, no step tells.
  if (kind === 'network' && output.length === 0)
    return ['', 'the builder said:', ...message.split('\n').map((line) => `  ${line}`)];
  if (output.length === 0) return [];
  const lines = output.length === 1 ? 'line' : `${output.length} lines`;
  return ['', `the last ${lines} of its output:`, ...output.map((line) => `  ${line}`)];
}

const NEXT_STEPS: Readonly<Partial<Record<BuildFailureKind, string>>> = {
  'context-missing': 'check the path, and whether a .dockerignore keeps it out of the build',
  network:
    'check the connection, proxy and mirror settings; behind a network that re-signs TLS, builders need its authority',
  untrusted:
    'give the builders the authority of this network: name its PEM file in NODE_EXTRA_CA_CERTS, ' +
    'or put it into docker/root/ca as a *.crt file when you build without the harness',
  silent:
    'build again, for a server that did not answer may answer now; ' +
    'when the step is only slow, give it more minutes in DRYDOCK_SILENT_MINUTES',
  'missing-base':
    'correct the name, or name the target it comes from under `contexts` in the bake file; ' +
    'an image of another registry needs a registry that answers',
  'no-builder':
    'build with an engine that has one: Docker, or the one that DRYDOCK_ENGINE=embedded starts; ' +
    'Podman has none, and needs a registry that has moby/buildkit',
  'lost-layer':
    'build again, with no other command removing images meanwhile: a known fault of the engine (moby/buildkit#6521)',
  'name-taken': 'build again, with no other command building the same image meanwhile',
  'disk-full': 'free some space, for example with `docker buildx prune`, and build again',
  'engine-gone': 'check that the engine runs, and build again: what was built is kept',
};

function causeLines({ cause }: BuildFailure): string[] {
  return cause ? ['', `cause: ${cause.text}`] : [];
}

function nextStepLines({ kind, dockerfile, line, cause }: BuildFailure): string[] {
  const place = dockerfile === undefined ? undefined : `${dockerfile}${line === undefined ? '' : `:${line}`}`;
  const edit = place === undefined ? undefined : `correct ${place} and build again`;
  const nextStep = kind === 'cancelled' ? undefined : (cause?.nextStep ?? NEXT_STEPS[kind] ?? edit);
  if (nextStep === undefined) return [];
  return cause ? [`next: ${nextStep}`] : ['', `next: ${nextStep}`];
}

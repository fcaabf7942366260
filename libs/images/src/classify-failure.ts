import { errorLine } from './bake-error.ts';
import type { BuildFailure, BuildFailureKind } from './build-failure.ts';
import { instructionAtLine, stageAtLine } from './dockerfile.ts';
import { type Dockerfiles, withNeeds } from './locate-step.ts';
import type { ImagePlan } from './plan-images.ts';
import { parseSourceExcerpt, type SourceExcerpt } from './source-excerpt.ts';
import type { TrackedStep } from './track-steps.ts';

export interface FailedBuild {
  readonly plan: ImagePlan;
  readonly dockerfiles: Dockerfiles;
  readonly steps: readonly TrackedStep[];
  /** What buildx printed, without the progress. */
  readonly stderr: string;
  readonly wasCancelled: boolean;
}

const SHOWN_LINES = 20;

/** Finds out what failed, and whose it is: targets are built side by side, and one failure stops them all. */
export function classifyFailure(build: FailedBuild): BuildFailure {
  const { target: named, message } = readError(build.stderr);
  const failed = build.wasCancelled ? undefined : failedStep(build.steps, named, message);
  const excerpt = build.wasCancelled ? undefined : parseSourceExcerpt(build.stderr);
  const target = ownerOf(build, {
    failed,
    excerpt,
    named: named ?? onlyTarget(build.plan) ?? mentioned(build.plan, message),
  });
  const stages = build.dockerfiles.get(target ?? '') ?? [];
  const line = excerpt?.firstLine ?? failed?.step.line;
  const kind = build.wasCancelled ? 'cancelled' : kindOf({ message, failed, excerpt });
  const exitCode = /exit code: (\d+)/.exec(message)?.[1];
  return {
    kind,
    target,
    stage: line === undefined ? failed?.step.stage : stageAtLine(stages, line)?.name,
    dockerfile: kind === 'cancelled' ? undefined : build.plan.targets.get(target ?? '')?.dockerfile,
    line,
    source: excerpt?.lines ?? [],
    instruction:
      failed?.step.instruction ?? (line === undefined ? undefined : instructionAtLine(stages, line)?.text),
    exitCode: exitCode === undefined ? undefined : Number(exitCode),
    output: failed ? lastLines(failed) : [],
    message,
  };
}

/** `ERROR: target b: failed to solve: …`; the target is left out when there is only one. */
function readError(stderr: string): { target: string | undefined; message: string } {
  const groups = /^(?:target (?<target>\S+): )?(?:failed to solve: )?(?<message>.*)$/s.exec(
    errorLine(stderr),
  )?.groups;
  return { target: groups?.target, message: groups?.message ?? '' };
}

function failedStep(
  steps: readonly TrackedStep[],
  named: string | undefined,
  message: string,
): TrackedStep | undefined {
  const candidates = steps.filter(
    ({ step, error }) => step.state === 'failed' && message.includes(error ?? ''),
  );
  // Two targets may fail the same way: the one that buildx names is the one it explains.
  return candidates.find(({ askedBy }) => askedBy.has(named)) ?? candidates[0];
}

function ownerOf(
  { plan, dockerfiles }: FailedBuild,
  clues: { failed: TrackedStep | undefined; excerpt: SourceExcerpt | undefined; named: string | undefined },
): string | undefined {
  const { failed, excerpt, named } = clues;
  if (failed?.step.line !== undefined) return failed.step.target;
  if (!excerpt || named === undefined) return named;
  const [firstMarked = ''] = excerpt.lines;
  const holdsIt = (target: string) =>
    instructionAtLine(dockerfiles.get(target) ?? [], excerpt.firstLine)?.text.startsWith(
      firstMarked.replace(/\\$/, '').trim(),
    );
  return withNeeds(plan, named).find(holdsIt) ?? named;
}

function onlyTarget(plan: ImagePlan): string | undefined {
  return plan.targets.size === 1 ? [...plan.targets.keys()][0] : undefined;
}

/** Errors about a missing folder name the folder and not the target. */
function mentioned(plan: ImagePlan, message: string): string | undefined {
  const says = (text: string) => text !== '' && message.includes(text);
  return [...plan.targets.values()].find(
    ({ context, contexts, secrets }) =>
      says(`path "${context}" not found`) ||
      Object.entries(contexts).some(([name, from]) => says(`build context ${name}: `) && says(from)) ||
      secrets.some((secret) => says(/src=([^,]+)/.exec(secret)?.[1] ?? '')),
  )?.name;
}

// The first that fits: what stops everything comes before what one step says.
const KINDS: readonly (readonly [BuildFailureKind, RegExp])[] = [
  ['disk-full', /no space left on device|disk quota exceeded/i],
  ['lost-layer', /failed to prepare extraction snapshot .*does not exist|failed to get dead record/],
  ['name-taken', /image "[^"]+": already exists/],
  ['missing-base', /failed to resolve source metadata|pull access denied/],
  [
    'dockerfile-invalid',
    /dockerfile parse error|unterminated heredoc|failed to read dockerfile|target stage .* could not be found/,
  ],
  [
    'context-missing',
    /unable to prepare context|failed to get build context|failed to stat|failed to calculate checksum/,
  ],
  [
    'engine-gone',
    /Cannot connect to the Docker daemon|failed to receive status|error reading from server|code = Unavailable|connection reset by peer|closed network connection|failed to list workers/,
  ],
];

/** How the tools of a toolchain say that a host was not found or did not answer. */
const NO_NETWORK = new RegExp(
  [
    'temporary failure (in name resolution|resolving)',
    'could ?n.t resolve',
    'no such host',
    'name or service not known',
    'unknown host',
    'EAI_AGAIN|ENOTFOUND|ETIMEDOUT|ECONNRESET|ECONNREFUSED|ENETUNREACH',
    'network is unreachable|connection (refused|reset by peer)',
    '(connection|connect|read|request|response) time(d )?out|i/o timeout',
    'could not connect to',
    // Maven, of a file whose download broke off while its checksums were asked for
    'ArtifactResult\\.getArtifact\\(\\)" is null',
    'npm went on without', // our own Dockerfiles, of an optional package: npm itself says nothing
    'error when performing the request to', // Corepack, which does not say why
  ].join('|'),
  'i',
);

/** How they say that a server's certificate is of an authority that they do not know. */
const UNTRUSTED = new RegExp(
  [
    'certificate signed by unknown authority',
    'unable to (get local issuer|verify the first) certificate',
    'UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)|SELF_SIGNED_CERT|self.signed certificate',
    'certificate verif(y|ication) failed|could not load certificates from',
    'PKIX path building failed',
  ].join('|'),
  'i',
);

function kindOf(clues: {
  message: string;
  failed: TrackedStep | undefined;
  excerpt: SourceExcerpt | undefined;
}): BuildFailureKind {
  const { message, failed, excerpt } = clues;
  const known = KINDS.find(([, pattern]) => pattern.test(message))?.[0];
  if (known) return known;
  if (!failed) return excerpt ? 'dockerfile-invalid' : 'other';
  const output = failed.output.join('\n');
  if (/no space left on device/i.test(output)) return 'disk-full';
  if (UNTRUSTED.test(output)) return 'untrusted';
  return NO_NETWORK.test(output) ? 'network' : 'step-failed';
}

/** What of its output a person is shown. */
export function lastLines({ output }: TrackedStep): string[] {
  return output.filter((line) => line.trim() !== '').slice(-SHOWN_LINES);
}

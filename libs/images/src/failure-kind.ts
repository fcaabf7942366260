import type { BuildFailureKind } from './build-failure.ts';
import { fetchFailure, isUnanswered, saysTestsFailed } from './fetch-failure.ts';
import type { SourceExcerpt } from './source-excerpt.ts';
import type { TrackedStep } from './track-steps.ts';

/** What BuildKit itself fetches: a git repository, or the address of an ADD. */
const FETCHED =
  /failed to fetch remote |repository does not contain ref |failed to (load|compute) cache key: .*(Get|Head) "?https?:/s;

// The first that fits: what stops everything comes before what one step says.
const KINDS: readonly (readonly [BuildFailureKind, RegExp])[] = [
  ['no-builder', /^Error response from daemon: .*moby\/buildkit|booting buildkit/],
  ['disk-full', /no space left on device|disk quota exceeded/i],
  ['lost-layer', /failed to prepare extraction snapshot .*does not exist|failed to get dead record/],
  ['name-taken', /image "[^"]+": already exists/],
  ['missing-base', /failed to resolve source metadata|pull access denied/],
  ['missing-input', /^secret \S+: not found|^unset ssh forward key/],
  ['context-missing', FETCHED],
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

export function failureKind(clues: {
  readonly message: string;
  readonly failed: TrackedStep | undefined;
  readonly excerpt: SourceExcerpt | undefined;
}): BuildFailureKind {
  const { failed, excerpt } = clues;
  const message = withoutCommand(clues.message);
  if (isFrontend(message, excerpt)) return 'missing-frontend';
  const known = KINDS.find(([, pattern]) => pattern.test(message))?.[0];
  if (FETCHED.test(message) && isUnanswered(message)) return 'network';
  if (known) return known;
  if (!failed) return excerpt ? 'dockerfile-invalid' : 'other';
  if (failed.output.some(isOutOfSpace) && !failed.output.some(saysTestsFailed)) return 'disk-full';
  return fetchFailure(failed.output) ?? 'step-failed';
}

/** What a `# syntax` line names, or the build argument BUILDKIT_SYNTAX. */
function isFrontend(message: string, excerpt: SourceExcerpt | undefined): boolean {
  if (!/failed to resolve source metadata/.test(message)) return false;
  return excerpt ? /^(#|\/\/) *syntax *=/.test(excerpt.lines[0] ?? '') : /\bdocker\/dockerfile/.test(message);
}

/** What the command of a step says is not what BuildKit says of it. */
function withoutCommand(message: string): string {
  return message.replace(/process "(?:\\.|[^"\\])*" did not complete/s, 'process did not complete');
}

function isOutOfSpace(line: string): boolean {
  return /no space left on device/i.test(line);
}

/**
 * How programs that fetch packages and sources begin the lines in which they complain. A word such as ECONNREFUSED proves
 * nothing: a unit test prints it as well, of a server that it means to be refused by.
 */
const FETCHERS: readonly RegExp[] = [
  /^[EW]: (Failed|Unable|Some|The repository|https?:)|^(Err|Ign):\d+ /, // apt
  /^(WARNING|ERROR): .*https?:\/\/\S+: /, // apk
  /^npm (error|ERR!)|npm went on without/, // npm, and our own Dockerfiles of an optional package: npm itself says nothing
  /^error An unexpected error occurred: "https?:|^➤ YN\d+:|^info There appears to be trouble/, // Yarn
  /ERR_PNPM_\w*FETCH|^\s*WARN\s+(GET|HEAD) https?:|^error: \w+ downloading/, // pnpm, Bun
  /Error when performing the request to https?:/, // Corepack, which does not say why
  /^\[(ERROR|FATAL|WARNING)\].*(Could not (transfer|resolve dep|find artifact)|could not be resolved|Failed to (read|collect)|ArtifactResult\.)/, // Maven
  /^[\s>]*Could not (GET|HEAD|get resource|download) |^[\s>]*Could not resolve (all |\S+:)/, // Gradle
  /^go: |^\S+\.go:\d+:\d+: \S+@v\S+: /,
  /^\s*fatal: (unable to (access|connect|look up)|Could not read|early EOF)|^\s*error: RPC failed|^\s*ssh: (connect to host|Could not resolve)/, // git
  /^curl: \(\d+\) /,
  /^wget: |^(Resolving|Connecting to) \S+.*\.\.\. failed: |^ERROR: cannot verify \S+ certificate/, // wget
  /^\s*(WARNING|ERROR): .*(Retry\(total=|HTTPSConnectionPool)|pip\._vendor|^error: Failed to fetch: |^All attempts to connect to /, // pip, uv, Poetry
  /Curl error \(\d+\)|curl error \d+ while downloading/, // dnf, Composer
  /spurious network error|^error: failed to (download|fetch|get) /, // Cargo
  /^Could not (fetch specs|reach host)|^Retrying (fetcher|download gem)|^ERROR: +Could not find a valid gem/, // RubyGems
  /error NU1301: /, // NuGet
];

/** How they say that a host was not found or did not answer. */
const NO_ANSWER = new RegExp(
  [
    'temporary (failure|error) ?(in name resolution|resolving|\\(try again)',
    'could ?n.t (resolve|connect)|could not (resolve host|connect|reach host)|unable to (connect|resolve|load the service index)',
    'cannot initiate the connection|failed to (connect|establish a new connection)|connection (failed|broken|closed)',
    'no such host|no route to host|bad address|name (or service|does) not|unknown ?host|nodename nor servname',
    'EAI_AGAIN|ENOTFOUND|ETIMEDOUT|ECONNRESET|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT',
    'network (error|is unreachable)|connection ?(refused|reset)|remote end closed|dns(:| error| lookup)|failedtoopensocket',
    '(connection|connect|read|request|response|operation|download) time(d )?out|i/o timeout|handshake timeout|trouble with your network',
    'network timeout|problem related to network|socket (hang up|timeout)|unexpected (EOF|end of file)|deadline exceeded',
    'remote host (terminated|closed)|peer shut down|could not handshake|error in the pull function|reading from server',
    'RPC failed|early EOF',
    "can't connect|all attempts to connect|dial tcp|socketerror|opentimeout",
    'transfer failed for [^\\s,]+(\\s|$)', // Maven, of a server that says nothing: else its status follows
    // Maven, of a file whose download broke off while its checksums were asked for
    'ArtifactResult\\.getArtifact\\(\\)" is null',
    'npm went on without|error when performing the request to',
  ].join('|'),
  'i',
);

/** How they say that a server's certificate is of an authority that they do not know. */
const UNTRUSTED = new RegExp(
  [
    'certificate signed by unknown authority|cannot verify \\S+ certificate',
    'unable to (get local issuer|verify the first) certificate|locally verify the issuer',
    'UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)|SELF_SIGNED_CERT|self.signed certificate',
    'certificate[ _]verif(y|ication)[ _]failed|could not load certificates from|no system certificates|certificate is NOT trusted',
    'PKIX path building failed',
  ].join('|'),
  'i',
);

/** How the programs that run tests sum up that one failed: what was fetched before them was there. */
const TESTS_FAILED = new RegExp(
  [
    String.raw`(?<![:\d])\b[1-9]\d* (\w+ )?(failed|failing|failures?)\b`,
    String.raw`\bfail(ed|ures?|ing)?[:=]? ?[1-9]\d*`,
    String.raw`^\s*--- FAIL|^FAIL\b|^not ok \d|^FAILURES!|^FAILED \(|test result: FAILED|there (are|were) (test failures|failing tests)`,
  ].join('|'),
  'i',
);

/** A name that is no registry's: of this machine, or of a container, which no build step can reach. */
const NEAR =
  /\b(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0)\b|\[?::1\]?|(host( address)?:? |Failed to connect to |Connecting to |Resolving )['‘]?[\w-]+['’]?( |:|$|\))/;
const TAKES_ANY_HOST = /^curl|^wget|^Resolving|^Connecting/;

/** Lines below a complaint that say why, as Gradle and apt have it. */
const REASON_LINES = 3;

/** Whether the output of a step is that of a program that could not fetch something, and why it could not. */
export function fetchFailure(output: readonly string[]): 'network' | 'untrusted' | undefined {
  const complaints = output.flatMap((line, index) => (isComplaint(output, line) ? [index] : []));
  const [first] = complaints;
  if (first === undefined || output.slice(first).some(saysTestsFailed)) return undefined;
  const text = complaints.flatMap((index) => [output[index] ?? '', ...reasons(output, index)]).join('\n');
  if (UNTRUSTED.test(text)) return 'untrusted';
  return NO_ANSWER.test(text) ? 'network' : undefined;
}

/** Whether a line is of the summary of tests, one of which failed. */
export function saysTestsFailed(line: string): boolean {
  return TESTS_FAILED.test(line) && !FETCHERS.some((pattern) => pattern.test(line));
}

/** The programs that fetch Gradle and Maven show a trace, as any Java program does: it names them further down. */
const WRAPPER = /\bat org\.(gradle|apache\.maven)\.wrapper\./;

function isComplaint(output: readonly string[], line: string): boolean {
  if (/^Exception in thread "main" java/.test(line)) return output.some((each) => WRAPPER.test(each));
  if (TAKES_ANY_HOST.test(line) && NEAR.test(line)) return false;
  return FETCHERS.some((pattern) => pattern.test(line));
}

function reasons(output: readonly string[], index: number): readonly string[] {
  const below = output.slice(index + 1, index + 1 + REASON_LINES);
  const end = below.findIndex((line) => !/^[\s>]|^Caused by/.test(line));
  return end < 0 ? below : below.slice(0, end);
}

/** Whether BuildKit itself could not fetch what a Dockerfile or a bake file names by its address. */
export function isUnanswered(message: string): boolean {
  return NO_ANSWER.test(message);
}

// Proves that a step is told to have missed the network by who says so, and not by the words in its output.
import { describe, expect, test } from 'vitest';
import { fetchFailure } from '../src/fetch-failure.ts';

const of = (output: string) => fetchFailure(output.split('\n'));

describe('a program that fetches, and is not answered,', () => {
  test.for([
    [
      'apt',
      "W: Failed to fetch http://deb.test/InRelease  Temporary failure resolving 'deb.test'\nE: Unable to locate package curl",
    ],
    [
      'apt, with the reason below',
      'Err:1 https://deb.test trixie InRelease\n  OpenSSL system call error: error:80000068:system library::Connection reset by peer',
    ],
    [
      'apt-get install',
      'E: Failed to fetch http://deb.test/curl.deb  Could not connect to deb.test:80. - connect (111: Connection refused)',
    ],
    [
      'apk',
      'WARNING: fetching https://apk.test/main: temporary error (try again later)\nERROR: unable to select packages:\n4 errors; 7 MiB',
    ],
    [
      'npm',
      'npm error code ECONNREFUSED\nnpm error syscall connect\nnpm error A complete log of this run can be found in: /root/x.log',
    ],
    [
      'npm of old',
      'npm ERR! network request to https://npm.test/left-pad failed, reason: getaddrinfo EAI_AGAIN npm.test',
    ],
    [
      'a script that npm runs for a package',
      'npm error command failed\nnpm error RequestError: connect ETIMEDOUT 192.0.2.1:443',
    ],
    [
      'Yarn',
      'error An unexpected error occurred: "https://yarn.test/left-pad: getaddrinfo ENOTFOUND yarn.test".',
    ],
    [
      'pnpm',
      ' ERR_PNPM_META_FETCH_FAIL  GET https://npm.test/x: request to https://npm.test/x failed, reason: connect ECONNREFUSED',
    ],
    ['Corepack', 'Internal Error: Error when performing the request to https://npm.test/yarn'],
    [
      'Maven',
      '[ERROR] Failed to execute goal on project shop: Could not resolve dependencies: Could not transfer artifact a:b:jar:1 from/to central (https://maven.test): Connect to maven.test:443 failed: Connection refused -> [Help 1]\n[ERROR] To see the full stack trace, use -e',
    ],
    [
      'Maven, which does not say why',
      '[ERROR] Plugin a:b:1 or one of its dependencies could not be resolved:\n[ERROR] \tThe following artifacts could not be resolved: a:b:pom:1 (absent): Could not transfer artifact a:b:pom:1 from/to central (https://maven.test): transfer failed for https://maven.test/a/b/1/b-1.pom\n[ERROR] -> [Help 1]',
    ],
    [
      'Maven, of a parent',
      '[FATAL] Non-resolvable parent POM: Could not transfer artifact a:b:pom:1 from/to central (https://maven.test): maven.test: Temporary failure in name resolution',
    ],
    [
      'the wrapper of Gradle',
      'Exception in thread "main" java.net.UnknownHostException: gradle.test\n\tat java.base/sun.nio.ch.NioSocketImpl.connect\n\tat org.gradle.wrapper.Download.download',
    ],
    ['git, in the midst', 'error: RPC failed; curl 56 Recv failure\nfatal: early EOF'],
    [
      'Gradle',
      "> Could not resolve com.test:a:1.\n   > Could not get resource 'https://maven.test/a.pom'.\n      > Could not GET 'https://maven.test/a.pom'.\n         > maven.test: Name or service not known",
    ],
    [
      'Go',
      'go: example.test/x@v1.0.0: Get "https://proxy.test/x": dial tcp: lookup proxy.test: no such host',
    ],
    [
      'Go, of an import',
      'main.go:4:2: example.test/x@v1.0.0: Get "https://proxy.test/x": net/http: TLS handshake timeout',
    ],
    ['git', "fatal: unable to access 'https://git.test/x.git/': Could not resolve host: git.test"],
    ['curl', 'curl: (6) Could not resolve host: files.test'],
    ['wget', 'Resolving files.test (files.test)... failed: Temporary failure in name resolution.'],
    ['wget of BusyBox', "wget: bad address 'files.test'"],
    [
      'pip',
      "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError: Failed to establish a new connection: [Errno 111] Connection refused': /simple/x/\nERROR: No matching distribution found for x",
    ],
    [
      'uv',
      'error: Failed to fetch: `https://pypi.test/simple/x/`\n  Caused by: dns error: failed to lookup address information',
    ],
    ['Cargo', 'warning: spurious network error (3 tries remaining): [6] Could not resolve hostname'],
    ['Bundler', 'Could not reach host gems.test. Check your network connection and try again.'],
    [
      'NuGet',
      'shop.csproj : error NU1301: Unable to load the service index for source https://nuget.test/index.json.',
    ],
  ] as const)('%s, is the network', ([, output]) => {
    expect(of(`something before\n${output}`)).toBe('network');
  });

  test.for([
    [
      'apt',
      'W: Failed to fetch https://deb.test/InRelease  SSL connection failed: error:0A000086:SSL routines::certificate verify failed / Success',
    ],
    ['npm', 'npm error code SELF_SIGNED_CERT_IN_CHAIN'],
    [
      'Maven',
      '[ERROR] Could not transfer artifact a:b:jar:1 from/to central (https://maven.test): PKIX path building failed: unable to find valid certification path',
    ],
    [
      'Go',
      'go: example.test/x@v1.0.0: Get "https://proxy.test": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
    ['curl', 'curl: (60) SSL certificate problem: unable to get local issuer certificate'],
  ] as const)('%s, because it does not know the authority, is told apart', ([, output]) => {
    expect(of(output)).toBe('untrusted');
  });
});

describe('a unit test that fails', () => {
  test.for([
    [
      'of Jest',
      '  ● rejects when upstream says connect ECONNREFUSED 127.0.0.1:5432\n1 test failed: expected 200, got 500',
    ],
    [
      'of Go',
      '    client_test.go:12: Get "http://127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused\n--- FAIL: TestClient (0.00s)\nFAIL\texample.test/shop\t0.1s',
    ],
    ['of Go, about a name', '    client_test.go:12: lookup nowhere.invalid: no such host\nFAIL'],
    [
      'of Surefire',
      '[ERROR]   ClientTest.refused:31 » ResourceAccess I/O error on GET request: Connection refused\n[ERROR] Tests run: 1, Failures: 1\n[ERROR] Failed to execute goal maven-surefire-plugin:test: There are test failures.',
    ],
    [
      'of pytest',
      'E   requests.exceptions.ConnectionError: [Errno -3] Temporary failure in name resolution\n1 failed in 0.12s',
    ],
    ['of node:test', 'not ok 1 - waits\n  error: "net/http: TLS handshake timeout"\n# fail 1'],
    [
      'with a trace alone',
      'Error: connect ECONNREFUSED 192.0.2.1:5432\n    at TCPConnectWrap.afterConnect (node:net:1611:16)',
    ],
    [
      'about certificates',
      'AssertionError: expected "self-signed certificate" to be "certificate verify failed"',
    ],
    [
      'after packages were fetched again',
      'npm error code ETIMEDOUT\nadded 3 packages\nTests  1 failed | 2 passed (3)',
    ],
    [
      'after a warning of Maven',
      '[WARNING] Could not transfer metadata a:b from/to central (https://maven.test): Connection refused\n[ERROR] Tests run: 3, Failures: 1, Errors: 0\nThere are test failures.',
    ],
    [
      'of unittest',
      "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='shop.test', port=443): Failed to establish a new connection: [Errno 111] Connection refused\n\nFAILED (errors=1)",
    ],
    [
      'that is a program of its own',
      'Exception in thread "main" java.net.ConnectException: Connection refused\n\tat test.Smoke.main(Smoke.java:3)',
    ],
    [
      'that npm started',
      'Error: connect ECONNREFUSED 127.0.0.1:5432\nnpm error code 1\nnpm error command sh -c vitest run',
    ],
    [
      'that says what it could not do',
      'Could not resolve host name: connection refused\nE: connection refused',
    ],
    [
      'that asks its own server',
      'curl: (7) Failed to connect to localhost port 8080 after 0 ms: Could not connect to server',
    ],
    ['that asks a container', 'curl: (6) Could not resolve host: database'],
    ['that asks a container by wget', 'Resolving database (database)... failed: Name or service not known.'],
  ] as const)('%s is no failure of the network', ([, output]) => {
    expect(of(output)).toBeUndefined();
  });
});

test('a package that nobody has is no failure of the network', () => {
  expect(of('npm error code E404\nnpm error 404 Not Found - GET https://npm.test/nobody')).toBeUndefined();
  expect(of('E: Unable to locate package nobody')).toBeUndefined();
  const refused = 'transfer failed for https://maven.test/a.jar, status: 403 Forbidden';
  expect(
    of(`[ERROR] Could not transfer artifact a:b:jar:1 from/to central (https://maven.test): ${refused}`),
  ).toBeUndefined();
  expect(of('[ERROR] Could not find artifact a:b:jar:1 in central (https://maven.test)')).toBeUndefined();
});

import { builds, type Check, dockerfile, failsToBuild, image, rebuilds, runs, serves } from '../src/index.ts';

export const FROM = 'FROM debian:trixie-slim\n';
export const SERVER = `${FROM}RUN apt-get --version
CMD ["perl", "-MIO::Socket::INET", "-e", "$SIG{TERM}=sub{exit 0}; $s=IO::Socket::INET->new(LocalPort=>8080,Listen=>5,ReuseAddr=>1) or die; $|=1; print qq(ready\\n); while(1){$c=$s->accept or next; while(<$c>){last if /^\\r?\\n/} print $c \\"HTTP/1.0 200 OK\\\\r\\\\n\\\\r\\\\nhello\\"; close $c}"]
`;
const DEAF = `${FROM}CMD echo ready; sleep 60; echo done\n`;
const CACHED = (first: string, second: string) =>
  `${FROM}WORKDIR /srv\n${first}\n${second}\n`.replaceAll('INSTALL', 'RUN echo install');
const edit = { 'a.txt': (text: string, nonce: string) => `${text}${nonce}\n` };

type Files = Readonly<Record<string, string>>;
interface Case {
  readonly good: readonly [string, Files?];
  readonly bad: readonly [string, Files?];
  readonly red: RegExp;
}

/** Each kind of check, with work that it passes and work that it fails, and what it then says. */
export const CASES: readonly (readonly [string, Check, Case])[] = [
  [
    'image',
    image({ absent: ['/srv/x'] }, { otherwise: 'x is still there' }),
    { good: [FROM], bad: [`${FROM}RUN touch /srv/x\n`], red: /x is still there[\s\S]*Dockerfile:2/ },
  ],
  ['builds', builds(), { good: [FROM], bad: [`${FROM}RUN exit 7\n`], red: /exit code 7[\s\S]*Dockerfile:2/ }],
  [
    'builds what copies a file that is there',
    builds(),
    {
      good: [`${FROM}COPY a.txt /\n`, { 'a.txt': 'a\n' }],
      bad: [`${FROM}COPY a.txt /\n`],
      red: /there is no "\/a.txt" to copy[\s\S]*COPY looks in your folder[\s\S]*line 2/,
    },
  ],
  [
    'builds a stage that is there',
    builds({ build: { target: 'test' } }),
    { good: [`FROM debian:trixie-slim AS test\n`], bad: [FROM], red: /test/ },
  ],
  [
    'failsToBuild',
    failsToBuild({ stage: 'test', prints: /broken/ }),
    {
      good: ['FROM debian:trixie-slim AS test\nRUN echo broken && false\n'],
      bad: ['FROM debian:trixie-slim AS build\nRUN echo broken && false\n'],
      red: /in stage "build", not in "test"/,
    },
  ],
  [
    'rebuilds',
    rebuilds({ edit, keeps: [/echo install/], repeats: [/^COPY/] }),
    {
      good: [CACHED('INSTALL', 'COPY a.txt .'), { 'a.txt': 'a\n' }],
      bad: [CACHED('COPY a.txt .', 'INSTALL'), { 'a.txt': 'a\n' }],
      red: /echo install runs again/,
    },
  ],
  [
    'builds with secrets and arguments',
    runs({ build: { args: { NAME: 'me' }, secrets: { token: 's3cret' } }, prints: /me 6/, hides: /s3cret/ }),
    {
      good: [
        `${FROM}ARG NAME\nRUN --mount=type=secret,id=token echo "$NAME $(wc -c < /run/secrets/token)" > /x\nCMD ["cat", "/x"]\n`,
      ],
      bad: [
        `${FROM}ARG NAME\nRUN --mount=type=secret,id=token echo "$NAME 6 $(cat /run/secrets/token)" > /x\nCMD ["cat", "/x"]\n`,
      ],
      red: /prints \/s3cret\//,
    },
  ],
  [
    'dockerfile',
    dockerfile({ order: [/^COPY package/, /^RUN/], lacks: [/^ADD/] }),
    {
      good: [`${FROM}COPY package.json .\nRUN true\n`],
      bad: [`${FROM}RUN true\nCOPY package.json .\n`],
      red: /wrong order/,
    },
  ],
  [
    'runs, and shows the first and the last of many lines',
    runs({ prints: /^ready$/m }),
    {
      good: [`${FROM}CMD ["echo", "ready"]\n`],
      bad: [`${FROM}CMD echo the cause; seq 101 130; echo the end\n`],
      red: /the cause\n101[\s\S]*… 20 lines more[\s\S]*the end/,
    },
  ],
  [
    'runs',
    runs({ docker: ['--read-only'], exitCode: 0 }),
    { good: [`${FROM}CMD ["true"]\n`], bad: [`${FROM}CMD touch /x\n`], red: /exit code 1[\s\S]*Read-only/ },
  ],
  [
    'serves',
    serves({
      containers: {
        web: {
          port: 8080,
          answers: [{ body: /hello/ }, { body: /hello/, from: 'network' }],
          stopsWithinMs: 2_000,
          exitCode: 0,
          runsAs: 0,
          firstProcess: /^perl/,
        },
      },
      readyWithinMs: 1_500,
    }),
    { good: [SERVER], bad: [DEAF], red: /web does not answer/ },
  ],
  [
    'serves once it says that it listens, which nobody waits for any longer than that',
    serves({
      containers: { web: { port: 8080, answers: [{ from: 'network' }], opensWith: /ready/ } },
      readyWithinMs: 3_600_000,
    }),
    { good: [SERVER], bad: [DEAF], red: /web does not answer[\s\S]*log: ready/ },
  ],
  [
    'serves, and is healthy in time',
    serves({ containers: { web: { port: 8080, answers: [{}], healthyWithinMs: 20_000 } } }),
    {
      good: [`${SERVER}HEALTHCHECK --start-period=20s --start-interval=200ms CMD true\n`],
      bad: [`${SERVER}HEALTHCHECK CMD true\n`],
      red: /web is starting[\s\S]*first look comes 30 s after the start/,
    },
  ],
  [
    'serves, and its health check does not fail',
    serves({ containers: { web: { port: 8080, answers: [{}], healthyWithinMs: 60_000 } } }),
    {
      good: [`${SERVER}HEALTHCHECK --interval=200ms CMD true\n`],
      bad: [`${SERVER}HEALTHCHECK --interval=200ms --retries=100 CMD echo fog; false\n`],
      red: /web is starting[\s\S]*printed: fog/,
    },
  ],
  [
    'serves and stops',
    serves({ containers: { web: { logs: /ready/, stopsWithinMs: 1_000 } } }),
    { good: [SERVER], bad: [DEAF], red: /had to be killed/ },
  ],
];

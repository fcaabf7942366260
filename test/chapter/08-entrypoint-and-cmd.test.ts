// ENTRYPOINT is what starts in a container and CMD gives its default arguments; in the exec form the program itself gets the signals, in the shell form a shell does.
import { readImage } from '@drydock/layers';
import { expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { dockerText, withContainer } from '../support/containers.ts';
import { openTestEngine } from '../support/services.ts';
import { builtProject } from '../support/small-project.ts';
import { until } from '../support/until.ts';

const engine = await openTestEngine();

/** Says how it was called, and ends with 7 when it is asked to: only a program that gets the signal can. */
const PROGRAM = `#!/usr/bin/perl
$| = 1;
print join(' ', 'program', @ARGV), "\\n";
exit 0 unless @ARGV and $ARGV[0] eq 'serve';
$SIG{TERM} = sub { exit 7 };
print "ready\\n";
sleep 1 while 1;
`;
const STOP_WITHIN_S = 2;

const dockerfile = (instructions: string) =>
  `FROM debian:trixie-slim\nCOPY --chmod=755 program /program\n${instructions}\n`;

claim.concurrent(import.meta.filename, () => {
  statement('the program starts with the arguments of CMD, and with those of `docker run` instead', {
    check: async (instructions) => {
      await using project = await builtProject(engine, dockerfile(instructions), { program: PROGRAM });

      const plain = await dockerText(engine, 'run', '--rm', project.ref());
      const given = await dockerText(engine, 'run', '--rm', project.ref(), 'echo', 'given');

      expect([plain, given], 'without and with arguments').toEqual(['program default', 'program echo given']);
    },
    holds: { 'ENTRYPOINT and CMD': 'ENTRYPOINT ["/program"]\nCMD ["default"]' },
    control: {
      'CMD alone: the arguments take the place of the program': {
        of: 'CMD ["/program", "default"]',
        red: /without and with arguments/,
      },
      'ENTRYPOINT in the shell form: nobody gets the arguments': {
        of: 'ENTRYPOINT /program\nCMD ["default"]',
        red: /without and with arguments/,
      },
    },
  });

  statement('`docker stop` reaches the program', {
    check: async (instructions) => {
      await using project = await builtProject(engine, dockerfile(instructions), { program: PROGRAM });
      await using container = await withContainer(engine, [project.ref()]);
      await until('the program is ready', async () => (await container.logs()).includes('ready'));

      await dockerText(engine, 'stop', '--timeout', String(STOP_WITHIN_S), container.id);

      const exitCode = await dockerText(engine, 'inspect', '--format', '{{.State.ExitCode}}', container.id);
      expect(exitCode, 'exit code after `docker stop`').toBe('7');
    },
    holds: {
      'in the exec form': 'ENTRYPOINT ["/program", "serve"]',
      'when the shell steps aside': 'ENTRYPOINT exec /program serve',
    },
    control: {
      'in the shell form, where it is killed in the end': {
        of: 'ENTRYPOINT /program serve; echo ended',
        red: /exit code after/,
      },
    },
  });

  statement('the image starts its program, and no shell', {
    check: async (ref) => {
      const { config } = await readImage(engine, ref);

      const [program = ''] = config.entrypoint ?? config.cmd ?? [];
      expect(program, `what ${ref} starts`).toMatch(/(^|\/)(java|node|image-gallery|apod)$/);
    },
    holds: {
      'in image-of-the-day': 'drydock/image-of-the-day:local',
      'in access-log': 'drydock/access-log:local',
      'in image-gallery': 'drydock/image-gallery:local',
      'in apod': 'drydock/apod:local',
    },
    control: { 'Debian starts a shell': { of: 'debian:trixie-slim', red: /what debian/ } },
  });
});

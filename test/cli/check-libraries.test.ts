// Proves that `drydock check` says of a real image's libraries what its loader would find.
import { runDocker } from '@drydock/engine';
import { expect, test } from 'vitest';
import { check, contractText, writeBeside } from '../support/contracts.ts';
import { makeImage } from '../support/made-image.ts';
import { openTestEngine } from '../support/services.ts';

/** `ls` needs libselinux, which Debian keeps where every loader looks. */
const MOVED = `FROM debian:trixie-slim
RUN mkdir --parents /opt/moved /etc/more && mv /usr/lib/*/libselinux.so.1 /opt/moved/ \\
    && echo 'include ../more/[a-z]*.conf' > /etc/ld.so.conf.d/more.conf && echo /opt/moved > /etc/more/x.conf
`;

test.for([
  { after: 'ldconfig took in its settings', last: 'RUN ldconfig', exitCode: 0 },
  { after: 'nobody ran ldconfig', last: '', exitCode: 1 },
  { after: 'LD_LIBRARY_PATH names its folder', last: 'ENV LD_LIBRARY_PATH=/opt/moved', exitCode: 0 },
])('a moved library after $after: the contract is kept when the program runs', async ({ last, exitCode }) => {
  const engine = await openTestEngine();
  await using made = await makeImage(engine, MOVED + last);
  const contract = writeBeside(made, 'image.contract.ts', contractText(made.ref, "libraries: 'resolvable'"));

  const [ran, checked] = await Promise.all([
    runDocker(engine, ['run', '--rm', made.ref, 'ls', '/']),
    check([contract]),
  ]);

  expect(ran.exitCode === 0).toBe(exitCode === 0);
  expect(checked).toMatchObject({ exitCode });
  if (exitCode === 1) expect(checked.stdout).toContain('libselinux.so.1 missing');
});

// Proves that `check` tells of a broken clause what is wrong and why, in each form that it has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLAIN, parseXml } from '../support/contracts.ts';
import { copyWorkspace, type Workspace } from '../support/run-drydock.ts';
import { sourceLine } from '../support/source-line.ts';

describe.concurrent('a contract of the repository that is broken', () => {
  const LIMIT = "    unpacked: '1 MB',";
  let copy: Workspace;

  beforeAll(() => {
    copy = copyWorkspace();
    copy.edit('apps/apod/image.contract.ts', (text) => text.replace(/^ *unpacked: .*$/m, LIMIT));
  });

  afterAll(() => copy[Symbol.dispose]());

  const args = ['check', 'apod', '--no-run'];
  const broken = (...more: readonly string[]) => copy.call([...args, ...more], PLAIN);

  test('says what was expected, what is there, and which lines brought it; behaviour is not asked', async () => {
    const { stdout, exitCode } = await copy.run(args, PLAIN);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/✗ size\.unpacked: unpacked at most 1\.0 MB\n +expected +at most 1\.0 MB/);
    expect(stdout).toMatch(/actual +\d\.\d MB \(\+\d\.\d MB\)/);
    expect(stdout).toContain(sourceLine('apps/apod/Dockerfile', 'COPY --link --from=builder /apod'));
    expect(stdout).toContain('– 10 clauses not asked: they need a container (--no-run)');
    expect(stdout).toMatch(/✗ 1 of \d\d clauses broken; 10 not asked$/m);
  });

  test('is the same in JSON', async () => {
    const { stdout, exitCode } = await broken('--json');

    const { counts, images, problems } = JSON.parse(stdout);
    const named = (status: string) =>
      images[0].clauses.filter((one: { status: string }) => one.status === status);
    expect(exitCode).toBe(1);
    expect(counts).toEqual({
      all: images[0].clauses.length,
      kept: counts.all - 11,
      broken: 1,
      unchecked: 0,
      notAsked: 10,
    });
    expect(images[0]).toMatchObject({ image: 'drydock/apod:local', contract: 'apps/apod/image.contract.ts' });
    expect(named('broken')).toMatchObject([
      { clause: 'size.unpacked', expected: expect.stringContaining('1.0 MB') },
    ]);
    expect(named('not-asked').map((one: { clause: string }) => one.clause)).toContain(
      'behaviour.readyWithin',
    );
    expect(problems).toEqual([]);
  });

  test('is a failure in JUnit XML, and what was not asked is skipped', async () => {
    const path = join(copy.folder, 'reports/check.xml');

    await broken('--junit', path);

    const document = parseXml(readFileSync(path, 'utf8'));
    const suite = document.getElementsByTagName('testsuite')[0];
    const cases = document.getElementsByTagName('testcase');
    const [failure] = document.getElementsByTagName('failure');
    expect(suite?.getAttribute('name')).toBe('drydock/apod:local');
    expect(Number(suite?.getAttribute('tests'))).toBe(cases.length);
    expect([suite?.getAttribute('failures'), suite?.getAttribute('errors')]).toEqual(['1', '0']);
    expect(document.getElementsByTagName('skipped')).toHaveLength(10);
    expect(failure?.textContent).toMatch(/expected: at most 1\.0 MB(.|\n)*apps\/apod\/Dockerfile:\d+/);
    expect(document.getElementsByTagName('failure')).toHaveLength(1);
  });

  test('is a remark beside its line where public CI runs, or where it is asked for', async () => {
    const contractText = readFileSync(join(copy.folder, 'apps/apod/image.contract.ts'), 'utf8');
    const line = contractText.split('\n').indexOf(LIMIT) + 1;

    const asked = await broken('--annotations');
    const inCi = await copy.call(args, { ...PLAIN, GITHUB_ACTIONS: 'true' });
    const elsewhere = await broken();

    const remarks = (text: string) => text.split('\n').filter((one) => one.startsWith('::'));
    expect(remarks(asked.stdout)).toHaveLength(1);
    expect(asked.stdout).toContain(
      `::error file=apps/apod/image.contract.ts,line=${line},title=drydock/apod%3Alocal%2C size.unpacked::unpacked at most 1.0 MB%0Aexpected  at most`,
    );
    expect(remarks(inCi.stdout)).toEqual(remarks(asked.stdout));
    expect(remarks(elsewhere.stdout)).toEqual([]);
  });

  test('a remark is no part of the JSON', async () => {
    const { stdout, stderr } = await broken('--json', '--annotations');

    expect(JSON.parse(stdout).counts.broken).toBe(1);
    expect(stderr).toMatch(/^::error /m);
  });

  test('is broken by how a container behaves, and by nothing else', async () => {
    using other = copyWorkspace();
    other.edit('apps/apod/image.contract.ts', (text) => text.replace(/pid1: '.*'/, "pid1: '/bin/sh'"));

    const { stdout, exitCode } = await other.call(['check', 'apod'], PLAIN);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /✗ behaviour\.pid1: .*\n +expected +\/bin\/sh\n +actual +\/apod\n +why +its command line is/,
    );
    expect(stdout).toMatch(/✗ 1 of \d\d clauses broken$/m);
  });

  test('has drifted from the committed sizes: what grew is named, with its line', async () => {
    using other = copyWorkspace();
    other.edit('docker/sizes.json', (text) => {
      const sizes = JSON.parse(text);
      const row = sizes['drydock/apod:local'];
      row.unpackedBytes -= 1_000_000;
      row.files['/apod'] -= 1_000_000;
      return JSON.stringify(sizes);
    });

    const { stdout, exitCode } = await other.call(['check', 'apod', '--no-run'], PLAIN);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/✗ drift\.unpacked: unpacked within 2 % of the baseline/);
    expect(stdout).toMatch(/\/apod \+1\.0 MB \(.* → .*\), by\s+apps\/apod\/Dockerfile:\d+/);
    expect(stdout).toMatch(/✗ 1 of \d\d clauses broken/);
  });
});

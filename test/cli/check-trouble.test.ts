// Proves that what `check` cannot check is told with the way out, and is neither kept nor broken: its exit code is 2.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, contractText, PLAIN, parseXml, writeBeside } from '../support/contracts.ts';
import { type MadeImage, makeImage } from '../support/made-image.ts';
import { runDrydock } from '../support/run-drydock.ts';
import { openTestEngine } from '../support/services.ts';

let engine: Engine;
let made: MadeImage;

beforeAll(async () => {
  engine = await openTestEngine();
  made = await makeImage(engine, 'FROM debian:trixie-slim\nRUN echo "all: ;" > /Makefile\nUSER 7:8\n');
});

afterAll(() => made?.[Symbol.asyncDispose]());

const write = (name: string, text: string) => writeBeside(made, name, text);
const contract = (clauses: string, image = made.ref) => contractText(image, clauses);

describe.concurrent('what cannot be checked', () => {
  const trouble = async (args: readonly string[], run = check) => {
    const ran = await run(args);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).not.toMatch(/^\s+at .*\.ts:\d+/m);
    return ran;
  };

  test.each([
    [
      'an image that is not there',
      "absent: ['shells']",
      'drydock/apodd:local',
      /no image "drydock\/apodd:local"; did you mean "drydock\/apod:local"/,
    ],
    [
      'a class that is misspelt',
      "absent: ['shels']",
      'a',
      /absent\[0\]\.class: unknown class "shels"; did you mean "shells"/,
    ],
    ['a key that is misspelt', "absnt: ['shells']", 'a', /unknown key "absnt"; did you mean "absent"/],
    ['a size without a unit', "size: { unpacked: '12' }", 'a', /"12" is no size|unit/],
    ['a contract without a clause', '', 'a', /promises nothing: it has no clause/],
    ['a contract with an empty section', 'size: {}', 'a', /size: promises nothing/],
    ['a syntax error', "absent: ['shells'", 'a', /wrong\.ts:3 cannot be run/],
    ['a name that is not defined', 'absent: shells', 'a', /wrong\.ts:3 cannot be run: shells is not defined/],
  ])('%s is told, with what to do', async (what, clauses, image, said) => {
    const path = write(`${what.replaceAll(' ', '-')}/wrong.ts`, contract(clauses, image));

    const { stdout, stderr } = await trouble([path]);

    expect(stdout).toBe('');
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(/^ +→ |did you mean/m);
  });

  test('a file that exports no contract is told how one begins', async () => {
    const { stderr } = await trouble([write('empty.ts', 'export default { image: "a" };\n')]);

    expect(stderr).toMatch(
      /empty\.ts exports no contract\n +import \{ defineContract \} from '@drydock\/contracts'/,
    );
  });

  test.each([
    [
      'apps/apod/image.contrat.ts',
      /no file "apps\/apod\/image\.contrat\.ts"\n +→ did you mean "apps\/apod\/image\.contract\.ts"/,
    ],
    ['image-galery', /no contract is for the image "image-galery"\n +→ did you mean "image-gallery"/],
    ['drydock/access-log:locl', /did you mean "drydock\/access-log:local"/],
    [
      'debian:trixie-slim',
      /no contract is for the image "debian:trixie-slim"\n +→ write one of three lines \(docs\/contracts\.md\)/,
    ],
  ])('the name %s gets the nearest one, or the way to a contract', async (name, said) => {
    const { stdout, stderr } = await trouble([name]);

    expect(stdout).toBe('');
    expect(stderr).toMatch(said);
  });

  test('one contract that cannot be checked keeps no other from it', async () => {
    const good = write('good.ts', contract("absent: ['tests']"));
    const lost = write('lost.ts', contract("absent: ['tests']", 'drydock/nowhere:local'));
    const junit = join(made.folder, 'lost.xml');

    const args = ['check', lost, good, '--junit', junit];
    const { stdout, stderr } = await trouble(args, (all) => runDrydock(all, PLAIN));

    expect(stdout).toContain('✓ 1 clause kept');
    expect(stderr).toContain('there is no image "drydock/nowhere:local"');
    const document = parseXml(readFileSync(junit, 'utf8'));
    expect(document.getElementsByTagName('testsuite')).toHaveLength(2);
    expect(document.getElementsByTagName('error')[0]?.getAttribute('message')).toContain(
      'drydock/nowhere:local',
    );
  });

  test('a clause that lacks its evidence is neither kept nor broken', async () => {
    const path = write('lacking.ts', contract("drift: { tolerance: '2 %' }, absent: ['tests']"));

    const { stdout } = await trouble([path]);

    expect(stdout).toMatch(/\? drift\.unpacked: .*could not be checked\n +why +the baseline has no row/);
    expect(stdout).toMatch(/\? 1 of 3 clauses kept; 2 could not be checked$/m);
  });

  test('behaviour without a compose file says where one is looked for', async () => {
    const path = write(
      'alone.ts',
      contract("behaviour: { service: 'shop', healthy: true }, absent: ['tests']"),
    );

    const { stdout } = await trouble([path]);

    expect(stdout).toMatch(/\? behaviour\.healthy: .*\n +why +there is no compose file in \S+, or above it/);
    expect(stdout).toContain('1 of 2 clauses kept; 1 could not be checked');
  });

  test('a compose file that asks for what Drydock does not do is named once, with its key', async () => {
    write('odd/compose.yaml', 'services:\n  shop:\n    image: shop:none\n    scale: 2\n');
    const path = write(
      'odd/shop.ts',
      contract("behaviour: { service: 'shop', healthy: true, exitCode: 0, runsAs: '7:8' }"),
    );

    const { stdout } = await trouble([path]);

    expect(stdout.match(/compose\.yaml:4: service "shop": key "scale": must be 1/g)).toHaveLength(1);
    expect(stdout.match(/ why +the same/g)).toHaveLength(2);
  });

  test('a contract of behaviour alone, of which nothing is asked, is no success', async () => {
    const path = write('idle.ts', contract("behaviour: { service: 'shop', healthy: true }"));

    const { stdout } = await trouble([path, '--no-run']);

    expect(stdout).toContain('nothing was checked: every clause needs a container');
  });

  test.each([
    [['--nonsense']],
    [['apod', 'image-gallery', '--dockerfile', 'Dockerfile']],
    [['apod', '--stage', 'x']],
  ])('options that mean nothing are refused: %j', async (args) => {
    const { stdout, stderr } = await trouble(args);

    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });
});

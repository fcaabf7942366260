// Proves that `check` is of use at first try for an image of somebody else's Dockerfile, wherever its contract lies.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, contractText, writeBeside } from '../support/contracts.ts';
import { type MadeImage, makeImage } from '../support/made-image.ts';
import { openTestEngine, ROOT } from '../support/services.ts';

let engine: Engine;
let made: MadeImage;

beforeAll(async () => {
  engine = await openTestEngine();
  made = await makeImage(engine, 'FROM debian:trixie-slim\nRUN echo "all: ;" > /Makefile\nUSER 7:8\n');
});

afterAll(() => made?.[Symbol.asyncDispose]());

const write = (name: string, text: string) => writeBeside(made, name, text);
const contract = (clauses: string, image = made.ref) => contractText(image, clauses);

/** As people write them: a service that is built, restarted, published to all, and others that cannot even be run here. */
const COMPOSE = {
  services: {
    shop: {
      build: '.',
      image: 'shop:none',
      ports: ['8080:80'],
      restart: 'unless-stopped',
      env_file: 'shop.env',
      volumes: ['./data:/kept'],
      healthcheck: { test: ['CMD', 'true'] },
      depends_on: ['db'],
    },
    db: { image: 'postgres:none', environment: { POSTGRES_PASSWORD: 'x' } },
    other: { image: 'other:none', scale: 3 },
  },
};

describe.concurrent("somebody else's image, with a contract of three lines", () => {
  test('is told what is wrong with it, and where that is from', async () => {
    const path = write('told.ts', contract("absent: ['shells', 'package managers', 'tests']"));

    const { stdout, exitCode } = await check([path]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('✓ 1 clause kept');
    expect(stdout).toMatch(
      /✗ absent\.shells: no shells\n +expected +none\n +actual +\d+ found\n +why +\/usr\/bin/,
    );
    expect(stdout).toMatch(/\/usr\/bin\/sh \(links to dash\), from layer 1/);
    expect(stdout).toMatch(/✗ absent\.package-managers: .*\n(.*\n)+ +next +leave it out of the image/);
    expect(stdout).toMatch(/✗ 2 of 3 clauses broken$/m);
  });

  test.each([['./shop.contract.ts'], ['shop.contract.ts'], ['.'], ['']])(
    'is found as npm is called in its folder: %j',
    async (name) => {
      write('shop.contract.ts', contract("absent: ['tests']"));

      const { stdout, exitCode } = await check([name || made.folder], { INIT_CWD: made.folder });

      expect(stdout).toContain('✓ 1 clause kept');
      expect(exitCode).toBe(0);
    },
  );

  test('names the line of the Dockerfile that it is given', async () => {
    const path = write('lines.ts', contract("base: 'debian:trixie-slim', size: { layers: 1 }"));

    const dockerfile = join(made.folder, 'Dockerfile');
    // On one line, however long the path is.
    const { stdout } = await check([path, '--dockerfile', dockerfile], { COLUMNS: '1000' });

    expect(stdout).toMatch(/layer 2, RUN echo .* \(.*Dockerfile:2\)/);
    expect(stdout).toMatch(/✗ 1 of 2 clauses broken/);
  });

  test('may be in a package that is none of modules, and in JavaScript', async () => {
    write('old/package.json', '{ "type": "commonjs" }');

    const ran = await check([write('old/my.ts', contract('config: { user: "7:8" }'))]);
    const plain = await check([write('old/my.js', contract('config: { user: "7:8" }'))]);

    expect([ran.exitCode, plain.exitCode]).toEqual([0, 0]);
    expect(ran.stderr + plain.stderr).not.toMatch(/warning/i);
  });

  test('is run as the compose file beside it says, whatever image that names', async () => {
    const fixture = join(ROOT, 'libs/stack/test/fixtures/tiny-service');
    await using shop = await makeImage(engine, readFileSync(join(fixture, 'Dockerfile'), 'utf8'), {
      'serve.pl': readFileSync(join(fixture, 'serve.pl'), 'utf8'),
      'compose.yaml': JSON.stringify(COMPOSE),
      'shop.env': 'FROM_FILE=yes\n',
      'shop.contract.ts': contract(
        "behaviour: { service: 'shop', readyWithin: '60 s', exitCode: 0, runsAs: '0:0', readOnlyRoot: true }",
        'REF',
      ),
    });
    const path = join(shop.folder, 'shop.contract.ts');
    writeFileSync(path, readFileSync(path, 'utf8').replace('REF', shop.ref));

    const { stdout, exitCode } = await check([path]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('✓ 3 clauses kept');
    expect(stdout).toMatch(/✗ behaviour\.runsAs: .*\n +expected +0:0\n +actual +65532:65532/);
    expect(stdout).toContain('✗ 1 of 4 clauses broken');
  });

  test.each([50, 80])('is told of in %i columns', async (columns) => {
    const path = write('narrow.ts', contract("absent: ['shells'], files: { '/Makefile': { owner: '1:1' } }"));

    const { stdout } = await check([path, '--all'], { COLUMNS: String(columns) });

    const widest = Math.max(...stdout.split('\n').map((line) => [...line].length));
    expect(widest).toBeLessThanOrEqual(columns);
  });
});

// Proves that every final image keeps every clause of its contract, as `drydock check` judges them: a test for each.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { type Contract, clausesOf, formatVerdict, isContract, type Verdict } from '@drydock/contracts';
import { beforeAll, describe, expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';
import { ROOT, SERVICES } from '../support/services.ts';

const contracts = await Promise.all(SERVICES.map((service) => contractOf(service)));
let verdicts: ReadonlyMap<string, Verdict>;

beforeAll(async () => {
  // Most of a check is waiting, so checks run side by side. What takes both cores to get ready has them to itself.
  const [java, ...others] = SERVICES;
  const first = await checkedImages(java);
  const checked = [first, ...(await Promise.all(others.map((service) => checkedImages(service))))];
  verdicts = new Map(
    checked.flat().flatMap(({ clauses }) => clauses.map((one) => [key(one.subject, one.clause), one])),
  );
});

interface CheckedImage {
  readonly image: string;
  readonly clauses: readonly Verdict[];
}

async function checkedImages(...args: readonly string[]): Promise<readonly CheckedImage[]> {
  const { stdout, stderr } = await callDrydock(['check', '--json', ...args]);
  const { images, problems }: { images: CheckedImage[]; problems: unknown[] } = JSON.parse(stdout);
  expect(problems, stderr).toEqual([]);
  return images;
}

test('every service has a contract for its image, and nothing else has', () => {
  const files = globSync('{apps,docker,libs}/*/*.contract.ts', { cwd: ROOT });

  expect(contracts.map(({ image }) => image)).toEqual(SERVICES.map((name) => `drydock/${name}:local`));
  expect(files.sort()).toEqual(SERVICES.map((name) => `apps/${name}/image.contract.ts`).sort());
});

test('a check without a name is one of every image', async () => {
  const images = await checkedImages('--no-run');

  expect(images.map(({ image }) => image).sort()).toEqual(contracts.map(({ image }) => image).sort());
});

describe.each(contracts.map((contract) => [contract.image, contract] as const))('%s', (image, contract) => {
  test.each(clausesOf(contract).map(({ id, title }) => [id, title]))('%s: %s', (clause = '') => {
    const verdict = verdicts.get(key(image, clause));

    expect(verdict?.status, verdict && formatVerdict(verdict)).toBe('kept');
  });
});

test('no verdict is without its test', () => {
  const asked = contracts.flatMap((contract) => clausesOf(contract).map(({ id }) => key(contract.image, id)));

  expect([...verdicts.keys()].sort()).toEqual(asked.sort());
});

async function contractOf(service: string): Promise<Contract> {
  const { default: contract }: { default: unknown } = await import(
    join(ROOT, `apps/${service}/image.contract.ts`)
  );
  if (!isContract(contract)) throw new Error(`apps/${service}/image.contract.ts exports no contract`);
  return contract;
}

function key(image: string, clause: string): string {
  return `${image} ${clause}`;
}

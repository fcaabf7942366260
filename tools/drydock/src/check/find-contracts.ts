import { existsSync, globSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DrydockError, nearestName } from '@drydock/engine';
import type { Context } from '../context.ts';
import { namedPath } from '../image/named-path.ts';
import { type LoadedContract, loadContract } from './load-contract.ts';
import { shownPath } from './shown-path.ts';

const OWN_CONTRACTS = 'apps/*/image.contract.ts';
/** Each runs in a thread of its own, which takes some 50 MB. */
const AT_ONCE = 4;
const CONTRACT_FILE = /\.[cm]?[jt]s$/;

/** Why a contract cannot be checked at all. */
export interface ContractProblem {
  /** Its file, or what was asked for instead. */
  readonly contract: string;
  readonly error: DrydockError;
}

export interface FoundContracts {
  readonly contracts: readonly LoadedContract[];
  readonly problems: readonly ContractProblem[];
}

/**
 * The contracts that a person asks for: by file, by the folder they lie in, or by the image or service they are for.
 * Without names, all of the repository's, in the order of their paths.
 */
export async function findContracts(context: Context, names: readonly string[]): Promise<FoundContracts> {
  const own = globSync(OWN_CONTRACTS, { cwd: context.root })
    .sort()
    .map((file) => join(context.root, file));
  if (names.length === 0 && own.length === 0)
    throw new DrydockError('unknown-name', `there is no contract: nothing matches ${OWN_CONTRACTS}`, {
      nextStep: 'write one; docs/contracts.md has one of three lines',
    });
  const found =
    names.length === 0
      ? [await loadAll(context, own)]
      : await Promise.all(names.map((name) => findNamed(context, name, own)));
  const contracts = found.flatMap((one) => one.contracts);
  return {
    contracts: contracts.filter(
      ({ path }, index) => contracts.findIndex((one) => one.path === path) === index,
    ),
    problems: found.flatMap(({ problems }) => problems),
  };
}

async function findNamed(context: Context, name: string, own: readonly string[]): Promise<FoundContracts> {
  const path = namedPath(context, name);
  if (CONTRACT_FILE.test(name) && !isFolder(path)) {
    return existsSync(path)
      ? loadAll(context, [path])
      : problem(name, missingFile(context, { name, path, own }));
  }
  const ofService = own.filter((one) => basename(dirname(one)) === name);
  const near = ofService.length > 0 ? ofService : contractsIn(path);
  if (near.length > 0) return loadAll(context, near);
  const nothing = nothingAt(name, path);
  if (nothing) return problem(name, nothing);
  const { contracts, problems } = await loadAll(context, own);
  const ofImage = contracts.filter(({ contract: { image } }) => image === name || withoutTag(image) === name);
  if (ofImage.length > 0) return { contracts: ofImage, problems: [] };
  // It may be for the one that is asked for.
  return { contracts: [], problems: [...problems, ...problem(name, noContract(name, contracts)).problems] };
}

async function loadAll(context: Context, paths: readonly string[]): Promise<FoundContracts> {
  const contracts: LoadedContract[] = [];
  const problems: ContractProblem[] = [];
  const files = paths.map((path) => [path, shownPath(context, path)] as const);
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const some = files.slice(from, from + AT_ONCE);
    const loaded = await Promise.allSettled(
      some.map(([path, file]) =>
        loadContract(path, file, { say: (text) => context.progress.note(text.trimEnd()) }),
      ),
    );
    for (const [index, result] of loaded.entries()) {
      if (result.status === 'fulfilled') contracts.push(result.value);
      else if (result.reason instanceof DrydockError)
        problems.push({ contract: some[index]?.[1] ?? '', error: result.reason });
      else throw result.reason;
    }
  }
  return { contracts, problems };
}

function contractsIn(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  const names = readdirSync(folder).filter((name) => /\.contract\.[cm]?[jt]s$/.test(name));
  return names.sort().map((name) => join(folder, name));
}

function problem(contract: string, error: DrydockError): FoundContracts {
  return { contracts: [], problems: [{ contract, error }] };
}

interface Missing {
  readonly name: string;
  readonly path: string;
  readonly own: readonly string[];
}

function missingFile(context: Context, { name, path, own }: Missing): DrydockError {
  const folder = dirname(path);
  const beside = existsSync(folder) ? readdirSync(folder).filter((one) => CONTRACT_FILE.test(one)) : [];
  const known = [...beside.map((one) => join(folder, one)), ...own].map((one) => shownPath(context, one));
  const nearest = nearestName(shownPath(context, path), known);
  return new DrydockError('unknown-name', `there is no file "${name}"`, {
    nextStep: nearest ? `did you mean "${nearest}"?` : 'give the path of a contract, as seen from here',
  });
}

/** Of a name that can only be a path: why there is no contract. */
function nothingAt(name: string, path: string): DrydockError | undefined {
  const nextStep = 'name the file of a contract, or a folder that holds one: docs/contracts.md';
  const refuse = (summary: string) => new DrydockError('unknown-name', summary, { nextStep });
  if (isFolder(path)) return refuse(`the folder "${name}" holds no contract`);
  if (existsSync(path)) return refuse(`the file "${name}" is no contract, whose name would end in .ts`);
  return /^\.{0,2}\//.test(name) ? refuse(`there is no file or folder "${name}"`) : undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function noContract(name: string, own: readonly LoadedContract[]): DrydockError {
  const known = own.flatMap(({ contract: { image }, path }) => [basename(dirname(path)), image]);
  const nearest = nearestName(name, known);
  return new DrydockError('unknown-name', `no contract is for the image "${name}"`, {
    nextStep: nearest
      ? `did you mean "${nearest}"?`
      : 'write one of three lines (docs/contracts.md), and give its file instead',
  });
}

function withoutTag(image: string): string {
  return image.replace(/:[^/:]*$/, '');
}

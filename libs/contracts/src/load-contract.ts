import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DrydockError } from '@drydock/engine';
import { isContract } from './define-contract.ts';
import type { Contract } from './schema/contract-schema.ts';

/** The contract that a file exports by default. What is wrong with it is `contract-invalid` and names the file. */
export async function loadContract(file: string): Promise<Contract> {
  const exported = await importDefault(file);
  if (isContract(exported)) return exported;
  throw new DrydockError('contract-invalid', `${file} has no contract as its default export`, {
    nextStep: "write `export default defineContract({ image: '…', … })`",
  });
}

async function importDefault(file: string): Promise<unknown> {
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(resolve(file)).href);
    return module.default;
  } catch (cause) {
    const { evidence, nextStep } = cause instanceof DrydockError ? cause : {};
    throw new DrydockError('contract-invalid', `${file}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
      ...(evidence && { evidence }),
      ...(nextStep && { nextStep }),
    });
  }
}

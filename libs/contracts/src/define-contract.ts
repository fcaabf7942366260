import { DrydockError } from '@drydock/engine';
import type { z } from 'zod';
import type { ContractInput } from './contract-input.ts';
import { type Contract, contractSchema } from './schema/contract-schema.ts';

const contracts = new WeakSet<object>();

/** Whether it came out of `defineContract`, and does not only look like it. */
export function isContract(value: unknown): value is Contract {
  return typeof value === 'object' && value !== null && contracts.has(value);
}

/**
 * Checks a contract and makes it ready to be evaluated. One that cannot be kept or broken as written (an unknown key
 * or class, a size without a unit, no clause at all) is the error `contract-invalid`, which tells all that is wrong.
 */
export function defineContract(input: ContractInput): Contract {
  const { success, data, error } = contractSchema.safeParse(input);
  if (success) {
    contracts.add(data);
    return data;
  }
  const problems = error.issues.map(describeIssue);
  const subject = typeof input?.image === 'string' && input.image !== '' ? ` for "${input.image}"` : '';
  throw new DrydockError('contract-invalid', `the contract${subject} is not valid: ${problems[0]}`, {
    evidence: problems.slice(1),
    nextStep: problems.length > 1 ? `correct all ${problems.length} places` : 'correct it and try again',
  });
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const { path } = issue;
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return place === '' ? message : `${place.replace(/^\./, '')}: ${message}`;
}

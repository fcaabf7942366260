import { type Evidence, evaluate, type ObservedBehaviour, type Verdict } from '@drydock/contracts';
import { DrydockError, type Engine, type ErrorCode } from '@drydock/engine';
import type { Context } from '../context.ts';
import { engineOpener, type OpenOptions } from '../image/open-image.ts';
import { readSizes } from '../sizes/sizes-file.ts';
import type { CheckReport, ClauseResult, ContractResult } from './check-report.ts';
import { type ContractProblem, findContracts } from './find-contracts.ts';
import { gatherEvidence } from './gather-evidence.ts';
import type { LoadedContract } from './load-contract.ts';
import { machineFacts } from './machine-facts.ts';
import { observeContract } from './observe-contract.ts';

export interface CheckOptions extends Pick<OpenOptions, 'dockerfile' | 'stage' | 'pull'> {
  /** Whether containers may be started, for what contracts say of behaviour. */
  readonly run: boolean;
}

/** Evaluates contracts: reads all images at once, then runs one service after the other. */
export async function checkContracts(
  context: Context,
  names: readonly string[],
  options: CheckOptions,
): Promise<CheckReport> {
  const { contracts, problems } = await findContracts(context, names);
  if (options.dockerfile !== undefined && contracts.length > 1)
    throw new DrydockError('usage', '--dockerfile is that of one image', { nextStep: 'name one contract' });
  const sizes = await readSizes(context.root);
  const machine = machineFacts(context.env);
  const openEngine = engineOpener(context);
  const opening = { ...options, openEngine };
  const gathered = await Promise.all(
    contracts.map((loaded) => {
      return attempt(context, loaded, async () => {
        const evidence = await gatherEvidence(context, loaded.contract, opening);
        return { loaded, evidence: { ...evidence, machine, baseline: sizes[loaded.contract.image] } };
      });
    }),
  );
  const results: ContractResult[] = [];
  for (const one of gathered)
    if ('loaded' in one) results.push(await judge(context, one, { ...options, openEngine }));
  return { results, problems: [...problems, ...gathered.filter((one) => 'error' in one)] };
}

interface Gathered {
  readonly loaded: LoadedContract;
  readonly evidence: Evidence;
}

async function judge(
  context: Context,
  { loaded, evidence }: Gathered,
  { run, openEngine }: { readonly run: boolean; readonly openEngine: () => Promise<Engine> },
): Promise<ContractResult> {
  const { contract, file, path } = loaded;
  const service = contract.behaviour?.service;
  const observed =
    service === undefined || !run
      ? undefined
      : await attempt(context, loaded, async () => {
          return observeContract(context, await openEngine(), { ...loaded, service });
        });
  const behaviour = observed && !('error' in observed) ? observed : undefined;
  const verdicts = await evaluate(contract, { ...evidence, behaviour });
  const { unpackedBytes, transferBytes } = evidence.image;
  const clauses = verdicts.map((verdict) => clauseResult(verdict, { run, observed }));
  return { image: contract.image, contract: file, path, unpackedBytes, transferBytes, clauses };
}

interface Observed {
  readonly run: boolean;
  readonly observed: ObservedBehaviour | ContractProblem | undefined;
}

/** A verdict on behaviour says why there was none to look at. */
function clauseResult(verdict: Verdict, { run, observed }: Observed): ClauseResult {
  if (!verdict.clause.startsWith('behaviour.')) return verdict;
  if (!run) return { ...verdict, status: 'not-asked', actual: 'not asked', why: [], nextStep: undefined };
  if (!observed || !('error' in observed)) return verdict;
  const { summary, evidence, nextStep } = observed.error;
  return { ...verdict, why: [summary, ...evidence], nextStep };
}

/** What stands in the way of every contract is said once. */
export const OF_ALL: readonly ErrorCode[] = ['usage', 'no-engine', 'no-client', 'not-root', 'not-debian'];

/** One contract that cannot be checked keeps none of the others from it. */
async function attempt<T>(
  { signal }: Context,
  { file: contract }: LoadedContract,
  work: () => Promise<T>,
): Promise<T | ContractProblem> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted || !(error instanceof DrydockError) || OF_ALL.includes(error.code)) throw error;
    return { contract, error };
  }
}

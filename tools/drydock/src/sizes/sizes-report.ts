import { type Baseline, baselineOf } from '@drydock/contracts';
import { DrydockError } from '@drydock/engine';
import { OF_ALL } from '../check/check-contracts.ts';
import { type ContractProblem, findContracts } from '../check/find-contracts.ts';
import { gatherEvidence } from '../check/gather-evidence.ts';
import type { Context } from '../context.ts';
import { engineOpener } from '../image/open-image.ts';
import { type ComparedSizes, compareSizes } from './compare-sizes.ts';
import { readSizes, type Sizes } from './sizes-file.ts';

export interface SizesReport extends ComparedSizes {
  /** All rows as they would be written now. */
  readonly now: Sizes;
  /** Contracts whose image cannot be measured. */
  readonly problems: readonly ContractProblem[];
}

/** Measures every image that a contract of the repository is for. */
export async function sizesReport(
  context: Context,
  { isNew }: { readonly isNew: boolean },
): Promise<SizesReport> {
  // A damaged file is no hindrance to writing it anew.
  const sizes = await readSizes(context.root).catch((error: unknown) => {
    if (isNew && error instanceof DrydockError) return {};
    throw error;
  });
  const { contracts, problems } = await findContracts(context, []);
  const openEngine = engineOpener(context);
  const now = new Map<string, Baseline>();
  const unmeasured: ContractProblem[] = [];
  for (const { contract, file } of contracts) {
    try {
      now.set(contract.image, baselineOf(await gatherEvidence(context, contract, { openEngine })));
    } catch (error) {
      if (context.signal.aborted || !(error instanceof DrydockError) || OF_ALL.includes(error.code))
        throw error;
      unmeasured.push({ contract: file, error });
    }
  }
  const images = contracts.map(({ contract: { image } }) => image);
  return {
    ...compareSizes(sizes, now, images),
    now: Object.fromEntries(now),
    problems: [...problems, ...unmeasured],
  };
}

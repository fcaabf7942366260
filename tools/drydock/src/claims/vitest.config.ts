import { defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import shared from '../../../../vitest.config.ts';
import { ClaimReporter } from './reporter.ts';

/** The order of the chapter. Vitest would begin with what failed or took long the last time. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => one.moduleId.localeCompare(other.moduleId));
  }
}

// For the claims alone: all as everywhere, but in order, and each reported as soon as it is proven.
export default mergeConfig(
  shared,
  defineConfig({ test: { sequence: { sequencer: InOrder }, reporters: ['default', new ClaimReporter()] } }),
);

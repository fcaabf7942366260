import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import shared from '../../../../vitest.config.ts';
import { ClaimReporter } from './reporter.ts';

/** The order of the chapter. Vitest would begin with what failed or took long the last time. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => one.moduleId.localeCompare(other.moduleId));
  }
}

const { tags = [], projects = [] } = shared.test ?? {};
const [{ test: { testTimeout = 0, hookTimeout = 0 } = {} }] = projects as [TestProjectInlineConfiguration];

// For the claims alone: every case of theirs, with the limits that any test has, but one file at a time, in order, and
// each reported as soon as it is proven.
export default defineConfig({
  test: {
    tags,
    testTimeout,
    hookTimeout,
    include: ['test/chapter/*.test.ts'],
    fileParallelism: false,
    sequence: { sequencer: InOrder },
    reporters: ['default', new ClaimReporter()],
  },
});

import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { readDurations, secondsOf } from './durations.ts';

/** Starts the longest files first, whatever project they are of, so that none is left running alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const durations = readDurations();
    const seconds = ({ moduleId }: TestSpecification) =>
      secondsOf(durations, 'all', relative(this.ctx.config.root, moduleId));
    const order = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return specifications.toSorted((a, b) => order(a) - order(b) || seconds(b) - seconds(a));
  }
}

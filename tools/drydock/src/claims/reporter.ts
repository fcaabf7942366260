import { writeSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { type Check, type FileReport, REPORT_FD } from './report.ts';

/** Tells of each file as soon as it is through: all of them take minutes, and whoever interrupts them has those before. */
export class ClaimReporter implements Reporter {
  #startedAt = 0;

  onTestModuleStart(): void {
    this.#startedAt = performance.now();
  }

  onTestModuleEnd(module: TestModule): void {
    const { relativeModuleId: file, children } = module;
    const suites = [...children.allSuites()];
    const errors = [module, ...suites].flatMap((each) => each.errors());
    const report: FileReport = {
      file,
      tookMs: Math.round(performance.now() - this.#startedAt),
      checks: [...children.allTests()].map(checkOf),
      message: errors[0] ? messageOf(errors[0]) : '',
    };
    writeSync(REPORT_FD, `${JSON.stringify(report)}\n`);
  }
}

function checkOf(test: TestCase): Check {
  const { state, errors } = test.result();
  const [error] = errors ?? [];
  return {
    statement: test.parent.type === 'suite' ? test.parent.name : '',
    of: test.name,
    state,
    message: error ? messageOf(error) : '',
  };
}

function messageOf({ name, message }: SerializedError): string {
  return name === undefined || name === 'AssertionError' ? message : `${name}: ${message}`;
}

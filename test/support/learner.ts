import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ran, runDrydock } from './run-drydock.ts';
import { ROOT } from './services.ts';

/** One who takes the course, in a folder of their own. */
export interface TestLearner extends Disposable {
  readonly folder: string;
  /** Runs `drydock lab …` as they would. */
  readonly lab: (...args: readonly string[]) => Promise<Ran>;
  /** Puts files of a lab over their work: `start`, `solution`, `wrong/shell-form`. */
  readonly put: (lab: string, what: string) => void;
}

export function newLearner(env: NodeJS.ProcessEnv = {}): TestLearner {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-learner-'));
  return {
    folder,
    lab: (...args) => runDrydock(['lab', ...args], { COLUMNS: '80', ...env, DRYDOCK_LABS: folder }),
    put: (lab, what) =>
      cpSync(join(ROOT, 'labs', lab, what), join(folder, lab), { recursive: true, force: true }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

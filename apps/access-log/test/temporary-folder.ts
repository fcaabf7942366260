import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** An empty folder that is removed when the test is over. */
export function temporaryFolder(test: TestContext, parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'access-log-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// Proves that a terminal which only prints, as in many editors, gets plain lines, and any other one that is drawn over.
import { expect, test } from 'vitest';
import { openPseudoTerminal } from '../support/pseudo-terminal.ts';

async function written(TERM: string): Promise<string> {
  await using terminal = openPseudoTerminal(['inspect', './missing.tar'], {
    columns: 80,
    rows: 24,
    env: { TERM },
  });
  await terminal.exit;
  return terminal.written();
}

test('TERM=dumb gets no escapes', async () => {
  const text = await written('dumb');

  expect(text).toMatch(/^reading \.\/missing\.tar\r?\n.*drydock: the archive .* there is no such file/ms);
  expect(text).not.toContain('\u001b');
});

test('any other gets one line that changes', async () => {
  expect(await written('xterm-256color')).toContain('\r\u001b[2K');
});

// Proves the parts of a check's report that no engine is needed for: lines of contracts, wrapped text, XML.
import { expect, test } from 'vitest';
import { annotationLines } from '../src/check/annotation-lines.ts';
import type { ClauseResult } from '../src/check/check-report.ts';
import { clauseLine } from '../src/check/clause-line.ts';
import { junitText } from '../src/check/junit-text.ts';
import { wrapBehind } from '../src/check/wrap-text.ts';

const CONTRACT = `export default defineContract({
  base: 'scratch',
  size: {
    unpacked: '9.5 MB',
  },
  files: {
    '/healthcheck': { type: 'file', mode: '0755' },
    '/app/size': {
      type: 'file',
      mode: '0644',
    },
  },
  absent: ['shells', 'compilers and build tools', '/etc/*.key'],
  config: { user: '1:1' },
  behaviour: { service: 'web', pid1: '/web' },
});
`;

test.each([
  ['base', 2],
  ['size.unpacked', 4],
  ['files./healthcheck.mode', 7],
  ['files./app/size.mode', 10],
  ['absent.compilers-and-build-tools', 13],
  ['absent./etc/*.key', 13],
  ['config.user', 14],
  ['behaviour.pid1', 15],
])('the clause %s stands on line %i', (clause, line) => {
  expect(clauseLine(CONTRACT, clause)).toBe(line);
});

test('a clause that a contract makes otherwise is on its first line, or where its section is', () => {
  expect(clauseLine('export default made;\n', 'size.unpacked')).toBe(1);
  expect(clauseLine(CONTRACT, 'absent.tests')).toBe(13);
});

test.each([
  ['three short words here', ['- three short', '  words here']],
  ['a /very/long/path/that/fits/nowhere b', ['- a /very/long/pat', '  h/that/fits/nowh', '  ere b']],
  ['', ['- ']],
])('%j is broken into lines that stand below each other', (text, lines) => {
  expect(wrapBehind('- ', text, 18).map((line) => line.trimEnd())).toEqual(
    lines.map((line) => line.trimEnd()),
  );
});

test('what a log may hold and XML may not is shown, and the rest escaped', () => {
  const clause: ClauseResult = {
    clause: 'behaviour.healthy',
    title: 'healthy',
    subject: 'a',
    status: 'broken',
    expected: '"healthy"',
    actual: '<none> & so on',
    why: ['log: \u001b[31mred\u0000\ud800'],
  };
  const result = {
    image: 'a',
    contract: 'a.ts',
    path: '/a.ts',
    unpackedBytes: 0,
    transferBytes: 0,
    clauses: [clause],
  };

  const text = junitText({ results: [result], problems: [] });

  expect(text).toContain('message="expected &quot;healthy&quot;; actual &lt;none&gt; &amp; so on"');
  expect(text).toContain('log: \\x1b[31mred\\x00�');
});

test('what comes from an image is shown in remarks and in XML, and does not act', () => {
  const name = 'etc/\u001b[31mred\u0007 \u202egnp.sh';
  const clause: ClauseResult = {
    clause: 'absent./etc/*',
    title: `nothing at ${name}`,
    subject: 'one',
    status: 'broken',
    expected: 'none',
    actual: name,
    why: [name],
  };
  const result = {
    image: 'one',
    contract: 'one.contract.ts',
    path: import.meta.filename,
    unpackedBytes: 0,
    transferBytes: 0,
    clauses: [clause],
  };
  const report = { results: [result], problems: [] };

  const texts = [annotationLines(report, import.meta.dirname).join('\n'), junitText(report)];

  for (const text of texts) {
    expect(text).toContain('etc/\\x1b[31mred\\x07 \\u202egnp.sh');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  }
});

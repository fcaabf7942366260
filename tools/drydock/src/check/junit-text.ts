import { plain } from '../image/format.ts';
import type { CheckReport, ClauseResult, ContractResult } from './check-report.ts';
import { countClauses } from './check-report.ts';
import type { ContractProblem } from './find-contracts.ts';

/** The report as JUnit XML, which most CI servers show: a contract is a suite, a clause is a test case. */
export function junitText({ results, problems }: CheckReport): string {
  const suites = [...results.map(suiteOf), ...problems.map(problemSuite)];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', {}, suites)}\n`;
}

function suiteOf(result: ContractResult): string {
  const { all, broken, error, 'not-asked': skipped } = countClauses([result]);
  const counts = { tests: all, failures: broken, errors: error, skipped };
  return element(
    'testsuite',
    { name: result.image, ...counts },
    result.clauses.map((one) => caseOf(one, result)),
  );
}

function caseOf(clause: ClauseResult, { image, contract }: ContractResult): string {
  const { status, title, expected, actual, why, nextStep } = clause;
  const next = nextStep === undefined ? [] : [`next: ${nextStep}`];
  const compared = [`expected: ${expected}`, `actual: ${actual}`];
  const outcome = {
    kept: () => [],
    broken: () => [
      element('failure', { message: `expected ${expected}; actual ${actual}`, type: 'broken' }, [
        escaped([...compared, ...why, ...next].join('\n')),
      ]),
    ],
    error: () => [
      element('error', { message: why[0] ?? actual, type: 'not checked' }, [
        escaped([...why, ...next].join('\n')),
      ]),
    ],
    'not-asked': () => [element('skipped', { message: 'nothing was to be run' }, [])],
  }[status]();
  const name = `${clause.clause}: ${title}`;
  return element('testcase', { classname: image, name, file: contract }, outcome);
}

function problemSuite({ contract, error }: ContractProblem): string {
  const { summary, evidence, nextStep, code } = error;
  const text = [summary, ...evidence, ...(nextStep === undefined ? [] : [`next: ${nextStep}`])].join('\n');
  const outcome = element('error', { message: summary, type: code }, [escaped(text)]);
  const testCase = element('testcase', { classname: contract, name: 'can be checked', file: contract }, [
    outcome,
  ]);
  return element('testsuite', { name: contract, tests: 1, failures: 0, errors: 1, skipped: 0 }, [testCase]);
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[],
): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const start = `<${name}${pairs.join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** XML has no way to write most control characters: they are shown as on a terminal, like those that turn text around. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .split('\n')
    .map(plain)
    .join('\n')
    .replace(/[\ufffe\uffff]/g, '�')
    .replace(/[&<>"\n]/g, (sign) => ESCAPES[sign] ?? sign);
}

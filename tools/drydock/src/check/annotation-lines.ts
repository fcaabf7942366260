import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { plain } from '../image/format.ts';
import type { CheckReport, ClauseResult, ContractResult } from './check-report.ts';
import { clauseLine } from './clause-line.ts';

/**
 * What is not kept as the workflow commands that public CI turns into remarks beside the lines of the contracts.
 * `checkout` is the folder that paths in them count from.
 */
export function annotationLines({ results, problems }: CheckReport, checkout: string): string[] {
  return [
    ...results.flatMap((result) => {
      const wrong = result.clauses.filter(({ status }) => status === 'broken' || status === 'error');
      const text = wrong.length > 0 ? readFileSync(result.path, 'utf8') : '';
      return wrong.map((clause) => remark(clause, result, { checkout, text }));
    }),
    ...problems.map(({ contract, error: { summary, nextStep } }) => {
      const text = lines(summary, ...(nextStep === undefined ? [] : [nextStep]));
      return `::error title=${property(plain(contract))}::${data(text)}`;
    }),
  ];
}

function remark(
  { clause, title, status, expected, actual, why, nextStep }: ClauseResult,
  { image, path }: ContractResult,
  { checkout, text }: { readonly checkout: string; readonly text: string },
): string {
  const compared =
    status === 'broken' ? [`expected  ${expected}`, `actual    ${actual}`] : ['could not be checked'];
  const message = lines(title, ...compared, ...why, ...(nextStep === undefined ? [] : [nextStep]));
  const place = `file=${property(relative(checkout, path))},line=${clauseLine(text, clause)}`;
  return `::error ${place},title=${property(plain(`${image}, ${clause}`))}::${data(message)}`;
}

/** What comes from an image is shown, and does not act: neither on the terminal of who reads the log, nor on CI. */
function lines(...texts: readonly string[]): string {
  return texts.map(plain).join('\n');
}

/** A command is one line. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

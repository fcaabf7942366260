import { shorten, type Terminal } from '../image/format.ts';
import type { Claim } from './find-claims.ts';
import type { ProvenClaim } from './proven-claim.ts';

const SIGNS = { holds: ['green', '✓'], broken: ['red', '✗'], unproven: ['yellow', '?'] } as const;
const INDENT = ' '.repeat('  12  '.length);

/** Its number and its sentence, broken into lines that fit. */
export function sentenceLines(terminal: Terminal, { number, sentence }: Claim, sign = ''): string[] {
  const before = `${String(number).padStart(4)}  ${sign}`;
  const room = Math.max(20, terminal.columns - INDENT.length - (sign === '' ? 0 : 2));
  const [first = '', ...rest] = wrapped(sentence, room);
  const indent = sign === '' ? INDENT : `${INDENT}  `;
  return [`${before}${first}`, ...rest.map((line) => `${indent}${line}`)];
}

/** A claim with its verdict, and whatever stands against it. */
export function claimLines(terminal: Terminal, claim: ProvenClaim): string[] {
  const [style, sign] = SIGNS[claim.verdict];
  const [first = '', ...rest] = sentenceLines(terminal, claim, `${terminal.paint(style, sign)} `);
  const failed = claim.checks.filter(({ ok }) => !ok);
  const evidence = failed.flatMap(({ statement, of, message }) => [
    `${statement}: ${of}`,
    ...message.split('\n').map((line) => `  ${line}`),
  ]);
  const said = claim.message === '' ? evidence : [...evidence, ...claim.message.split('\n')];
  const indented = said.map((line) => shorten(`${INDENT}  ${line}`, terminal.columns));
  return [first, ...rest, terminal.paint('dim', `${INDENT}  ${counted(claim)}`), ...indented];
}

/** `16 of 17 claims hold, in 251.3 s` */
export function totalLine(claims: readonly ProvenClaim[]): string {
  const holding = claims.filter(({ verdict }) => verdict === 'holds').length;
  const tookMs = claims.reduce((sum, claim) => sum + claim.tookMs, 0);
  return `${holding} of ${claims.length} claims hold, in ${(tookMs / 1000).toFixed(1)} s`;
}

/** `shown by 7 checks, 3 of them controls, in 12.3 s`. A claim that holds has at least one of either. */
function counted({ checks, verdict, tookMs }: ProvenClaim): string {
  const controls = checks.filter(({ of }) => of.startsWith('control: ')).length;
  const ok = checks.filter((check) => check.ok).length;
  const ofThem = controls === 1 ? '1 of them a control' : `${controls} of them controls`;
  const took = `in ${(tookMs / 1000).toFixed(1)} s`;
  if (verdict === 'holds') return `shown by ${checks.length} checks, ${ofThem}, ${took}`;
  return `${ok} of ${checks.length} checks are as they should be, ${took}`;
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

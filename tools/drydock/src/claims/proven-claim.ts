import { stripVTControlCharacters } from 'node:util';
import type { Claim } from './find-claims.ts';
import type { FileReport } from './report.ts';

const MAX_LINES = 8;

interface ProvenCheck {
  readonly statement: string;
  readonly of: string;
  readonly ok: boolean;
  /** Empty when it is ok. */
  readonly message: string;
}

export interface ProvenClaim extends Claim {
  /** `unproven`: its tests did not run to the end, so nobody knows. */
  readonly verdict: 'holds' | 'broken' | 'unproven';
  readonly checks: readonly ProvenCheck[];
  readonly message: string;
  /** Claims are proven one after the other. */
  readonly tookMs: number;
}

/** What the tests of a claim say of it; without a report, they did not run. */
export function provenClaim(claim: Claim, report?: FileReport): ProvenClaim {
  const reported = report?.checks ?? [];
  const checks = reported.map(({ statement, of, state, message }) => ({
    statement,
    of,
    ok: state === 'passed',
    message: firstLines(message),
  }));
  const isBroken = reported.some(({ state }) => state === 'failed');
  const isWhole = checks.length > 0 && checks.every(({ ok }) => ok);
  const message = isBroken ? '' : firstLines(report?.message ?? 'its tests did not run');
  return {
    ...claim,
    verdict: isBroken ? 'broken' : isWhole && !message ? 'holds' : 'unproven',
    checks,
    message,
    tookMs: report?.tookMs ?? 0,
  };
}

function firstLines(message: string): string {
  return stripVTControlCharacters(message).split('\n').slice(0, MAX_LINES).join('\n');
}

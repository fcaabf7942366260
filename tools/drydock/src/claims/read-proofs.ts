import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { Claim } from './find-claims.ts';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      startTime: z.number(),
      endTime: z.number(),
      assertionResults: z.array(
        z.object({
          ancestorTitles: z.array(z.string()),
          title: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

interface Check {
  readonly statement: string;
  /** The case; one that begins with `control: ` is a case where the statement must not hold, and was seen not to. */
  readonly of: string;
  readonly ok: boolean;
  /** Empty when it is ok. */
  readonly message: string;
}

export interface ProvenClaim extends Claim {
  /** `unproven`: its tests did not run to the end, so nobody knows. */
  readonly verdict: 'holds' | 'broken' | 'unproven';
  readonly checks: readonly Check[];
  readonly message: string;
  /** Claims are proven one after the other. */
  readonly tookMs: number;
}

/** Reads what Vitest reports, in the order of the claims. */
export function readProofs(claims: readonly Claim[], text: string): readonly ProvenClaim[] {
  const { testResults } = reportSchema.parse(JSON.parse(text));
  return claims.map((claim) => {
    const result = testResults.find(({ name }) => basename(name) === basename(claim.file));
    const tests = result?.assertionResults ?? [];
    const checks = tests.map((test) => ({
      statement: test.ancestorTitles[1] ?? '',
      of: test.title,
      ok: test.status === 'passed',
      message: firstLines(test.failureMessages?.[0] ?? ''),
    }));
    const isBroken = tests.some(({ status }) => status === 'failed');
    const isWhole = checks.length > 0 && checks.every(({ ok }) => ok);
    const message = isBroken ? '' : firstLines(result?.message ?? 'its tests did not run');
    return {
      ...claim,
      verdict: isBroken ? 'broken' : isWhole && !message ? 'holds' : 'unproven',
      checks,
      message,
      tookMs: result ? Math.round(result.endTime - result.startTime) : 0,
    };
  });
}

function firstLines(message: string): string {
  const lines = stripVTControlCharacters(message).split('\n');
  const end = lines.findIndex((line) => /^\s+at /.test(line));
  return lines.slice(0, end < 0 ? 8 : Math.min(end, 8)).join('\n');
}

import { DrydockError } from '../errors.ts';

/** One thing looked at. `warning` is worth knowing; `failed` stops the harness. */
export interface Finding {
  readonly subject: string;
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly found: string;
  /** What to do. Absent when there is nothing to do. */
  readonly advice?: string;
}

export function ok(subject: string, found: string): Finding {
  return { subject, verdict: 'ok', found };
}

export function warning(subject: string, found: string, advice: string): Finding {
  return { subject, verdict: 'warning', found, advice };
}

export function failed(subject: string, found: string, advice: string): Finding {
  return { subject, verdict: 'failed', found, advice };
}

/** What a look refuses to go on with is a finding as well: the others are still looked at. */
export async function lookAt(
  subject: string,
  look: () => readonly Finding[] | Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    return [failed(subject, error.summary, error.nextStep ?? 'correct it, and ask again')];
  }
}

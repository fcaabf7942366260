import { baselineOf } from '../baseline.ts';
import { formatBytes } from '../byte-size.ts';
import type { Clause } from '../clause.ts';
import type { ImageView } from '../image-view.ts';
import { explainSize } from '../messages/explain-size.ts';
import type { Contract } from '../schema/contract-schema.ts';
import { broken, kept, type Outcome, unchecked } from '../verdict.ts';

const KINDS = [
  ['unpacked', 'unpackedBytes'],
  ['transfer', 'transferBytes'],
] as const;

type Kind = (typeof KINDS)[number][1];

/** An image that shrinks is looked at too: a part of it may be missing. */
export function driftClauses({ drift }: Contract): Clause[] {
  if (!drift) return [];
  const { tolerance, because } = drift;
  return KINDS.map(([name, kind]) => ({
    id: `drift.${name}`,
    title: `${name} within ${percent(tolerance)} of the baseline`,
    check: (view) => compare(view, kind, { tolerance, because }),
  }));
}

function compare(
  { evidence }: ImageView,
  kind: Kind,
  { tolerance, because }: { readonly tolerance: number; readonly because: string | undefined },
): Outcome {
  const { baseline } = evidence;
  if (!baseline)
    return unchecked(
      'the baseline has no row for this image',
      'write one with `drydock sizes --update`, and commit it',
    );
  const [then, now] = [baseline[kind], evidence.image[kind]];
  const drift = then === 0 ? Math.sign(now) : (now - then) / then;
  const expected = `${formatBytes(then)} ± ${percent(tolerance)}${because ? ` (${because})` : ''}`;
  const sign = drift < 0 ? '−' : '+';
  const actual = `${formatBytes(now)} (${sign}${percent(Math.abs(drift))})`;
  if (Math.abs(drift) <= tolerance) return kept(expected, actual);
  return broken({
    expected,
    actual,
    why: drift > 0 ? explainSize(evidence, { kind }) : shrunk(evidence),
    nextStep: 'if that is meant to be, accept it with `drydock sizes --update`, and commit the difference',
  });
}

/** The rows of the baseline that became smaller, most first. */
function shrunk(evidence: ImageView['evidence']): string[] {
  const now = baselineOf(evidence).files;
  return Object.entries(evidence.baseline?.files ?? {})
    .map(([path, old]) => ({ path, old, size: now[path] ?? 0 }))
    .filter(({ old, size }) => size < old)
    .sort((a, b) => b.old - b.size - (a.old - a.size))
    .slice(0, 8)
    .map(
      ({ path, old, size }) =>
        `${path} −${formatBytes(old - size)} (${formatBytes(old)} → ${size === 0 ? 'gone' : formatBytes(size)})`,
    );
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

import type { LabReport } from '@drydock/labs';

/** A line for a lab that is as it should be; all that is wrong with it otherwise. */
export function verifyLines({ lab, problems, tookMs }: LabReport): string[] {
  const slowest = Object.entries(tookMs).sort(([, one], [, other]) => other - one)[0];
  const times = slowest ? `; slowest check ${(slowest[1] / 1_000).toFixed(1)} s (${slowest[0]})` : '';
  const count = Object.keys(tookMs).length;
  if (problems.length === 0) return [`✓ ${lab}: ${count} folders graded as they should be${times}`];
  return [
    `✗ ${lab}: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}${times}`,
    ...problems.flatMap(({ message, evidence }) => [
      `    ${message}`,
      ...evidence.map((line) => `        ${line}`),
    ]),
  ];
}

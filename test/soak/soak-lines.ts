import type { Kill } from './kill-runs.ts';
import { STAGES } from './stages.ts';
import type { Round } from './start-and-stop.ts';

export function roundLine(rounds: readonly Round[], of: number): string {
  const last = rounds.at(-1);
  if (!last) return '';
  const { startMs, stopMs, status, had, left } = last;
  const trouble = [
    ...(status === 200 ? [] : [`the page answers ${status}`]),
    ...(had > 0 ? [] : ['nothing of it was seen while it ran']),
    ...left,
  ];
  const times = `started in ${seconds(startMs)}, stopped in ${seconds(stopMs)}`;
  return `start ${rounds.length} of ${of}: ${times}${trouble.length > 0 ? ` ✗ ${trouble.join(', ')}` : ''}`;
}

export function roundsSummary(rounds: readonly Round[], files: { before: number; after: number }): string {
  const bad = rounds.filter((round) => !isClean(round)).length;
  return [
    `${rounds.length} starts and stops: ${bad} left something or did not answer`,
    `  start   ${spread(rounds.map(({ startMs }) => startMs))}`,
    `  stop    ${spread(rounds.map(({ stopMs }) => stopMs))}`,
    `  files open in this process: ${files.before} before, ${files.after} after`,
  ].join('\n');
}

/** Whether it answered, was seen, and left nothing. */
export function isClean({ status, had, left }: Round): boolean {
  return status === 200 && had > 0 && left.length === 0;
}

export function killLine(kills: readonly Kill[], of: number): string {
  const last = kills.at(-1);
  if (!last) return '';
  const { stage, afterMs, left, stays, disturbed } = last;
  const where = `${seconds(afterMs)} into ${stage}, with ${left.length} things left`;
  const trouble = [...stays.map((thing) => `stays: ${thing}`), ...disturbed];
  return `kill ${kills.length} of ${of}: ${where}${trouble.length > 0 ? ` ✗ ${trouble.join(', ')}` : ''}`;
}

export function killsSummary(kills: readonly Kill[]): string {
  const stages = STAGES.map((stage) => {
    const here = kills.filter((kill) => kill.stage === stage);
    const most = Math.max(0, ...here.map(({ left }) => left.length));
    return `  ${stage.padEnd(26)}${String(here.length).padStart(3)} kills, ${String(most).padStart(2)} things left at most`;
  });
  const dirty = kills.filter(({ stays }) => stays.length > 0).length;
  const rude = kills.filter(({ disturbed }) => disturbed.length > 0).length;
  return [
    `${kills.length} kills: after ${dirty} of them something stayed, after ${rude} a living run was disturbed`,
    ...stages,
  ].join('\n');
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `median ${seconds(at(0.5))}, p90 ${seconds(at(0.9))}, longest ${seconds(at(1))}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

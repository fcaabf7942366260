import { bytesText, countText } from '../image/format.ts';
import { table } from '../table.ts';
import type { LoadReport } from './load-report.ts';
import type { FaultRecord } from './run-faults.ts';

/** What a load found out, for a person. */
export function loadLines(report: LoadReport): string[] {
  return [
    ...subjectLines(report),
    '',
    ...requestLines(report),
    '',
    ...sliceLines(report),
    '',
    ...containerLines(report),
  ];
}

function subjectLines(report: LoadReport): string[] {
  const { url, service, stack, hadOwnStack, connections, rate, wantedMs, lastedMs } = report;
  const pace = rate === null ? 'each as fast as it is answered' : `${count(rate)} requests a second in all`;
  const early = lastedMs < wantedMs ? `, ended early: ${seconds(wantedMs)} were asked for` : '';
  return [
    `${service}  ${url}  ${hadOwnStack ? 'in a stack of its own' : `in the stack "${stack}"`}`,
    `${seconds(lastedMs)}, ${countText(connections, 'connection')}, ${pace}${early}`,
  ];
}

function requestLines({ requests, latencyMs, statuses, failures }: LoadReport): string[] {
  const { answered, answeredPerSecond, unfinished, neverSent } = requests;
  const { p50, p90, p99, max } = latencyMs;
  const figures = [
    count(answered),
    answeredPerSecond.toLocaleString('en-US'),
    ...[p50, p90, p99, max].map(ms),
  ];
  const outcomes = [
    ...Object.entries(statuses).map(([status, number]) => [`status ${status}`, count(number)]),
    ...Object.entries(failures).map(([why, number]) => [`failed: ${why}`, count(number)]),
    ...(unfinished > 0 ? [['under way at the end', count(unfinished)]] : []),
    ...(neverSent > 0 ? [['never sent, since no connection was free', count(neverSent)]] : []),
  ];
  return [
    table(['answered', 'a second', 'p50', 'p90', 'p99', 'max'], [figures]),
    '',
    table(['outcome', 'requests'], outcomes),
  ];
}

/** How it went over the time, and which faults there were then. */
function sliceLines({ slices, sliceMs, faults }: LoadReport): string[] {
  const rows = slices.map(({ answered, failed, latencyMs: { p50, p99, max } }, index) => {
    const isHere = (at: number | null) => at !== null && Math.floor(at / sliceMs) === index;
    const events = faults.flatMap((fault) => [
      ...(isHere(fault.begunMs) ? [beginText(fault)] : []),
      ...(isHere(fault.healedMs)
        ? [`${fault.service} answers again at ${seconds(fault.healedMs ?? 0)}`]
        : []),
    ]);
    const from = seconds(index * sliceMs).replace('.0', '');
    return [from, count(answered), count(failed), ms(p50), ms(p99), ms(max), events.join('; ')];
  });
  return [table(['from', 'answered', 'failed', 'p50', 'p99', 'max', ''], rows)];
}

function beginText({ name, begunMs, error }: FaultRecord): string {
  return error === null ? `${name} at ${seconds(begunMs)}` : `${name}: ${error}`;
}

function containerLines({ containers }: LoadReport): string[] {
  if (containers.length === 0)
    return ['  The engine tells no memory and no processor time of the containers.'];
  const rows = containers.map(({ service, cpu, memoryBytes: { start, peak, end } }) => [
    service,
    percent(cpu.average),
    percent(cpu.peak),
    ...[start, peak, end].map(bytesText),
  ]);
  const headings = ['container', 'cpu average', 'cpu peak', 'memory start', 'peak', 'end'];
  return [table(headings, rows), '  cpu: 100% is one processor. memory: contents of files left out.'];
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

function percent(processors: number): string {
  return `${Math.round(processors * 100)}%`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function ms(value: number | null): string {
  if (value === null) return '–';
  return value < 100 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString('en-US')} ms`;
}

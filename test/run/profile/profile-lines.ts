import { type Figures, NO_FIGURES } from './read-records.ts';

/** One line of a profile: a file, or a project in all. */
export interface Row extends Omit<Figures, 'busySeconds'> {
  readonly name: string;
  readonly seconds: number;
  /** For a timer, a container, or its turn on a processor. */
  readonly waitingSeconds: number;
}

const SLOWEST = 10;
const HEAD = ['seconds', 'waiting', 'builds', 'containers', 'stacks'];

/** The slowest files of a run, slowest first. */
export function slowestLines(rows: readonly Row[]): string[] {
  return table(`the ${Math.min(SLOWEST, rows.length)} slowest files`, slowestFirst(rows).slice(0, SLOWEST));
}

/** Every file, and the totals of each project. */
export function profileLines(rows: readonly Row[]): string[] {
  const projects = Map.groupBy(rows, ({ name }) => name.split('/').slice(0, 2).join('/'));
  const totals = [...projects].map(([name, members]) => totalOf(name, members));
  return [
    ...table('file', slowestFirst(rows)),
    '',
    ...table('project', [...slowestFirst(totals), totalOf('all', rows)]),
  ];
}

function totalOf(name: string, rows: readonly Row[]): Row {
  const sum = (key: Exclude<keyof Row, 'name'>) => rows.reduce((total, row) => total + row[key], 0);
  return {
    name,
    seconds: sum('seconds'),
    waitingSeconds: sum('waitingSeconds'),
    builds: sum('builds'),
    containers: sum('containers'),
    stacks: sum('stacks'),
  };
}

function slowestFirst(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => b.seconds - a.seconds);
}

function table(title: string, rows: readonly Row[]): string[] {
  const cells = rows.map(({ seconds, waitingSeconds, builds, containers, stacks }) => [
    seconds.toFixed(1),
    waitingSeconds.toFixed(1),
    ...[builds, containers, stacks].map(String),
  ]);
  const width = Math.max(title.length, ...rows.map(({ name }) => name.length));
  const line = (name: string, columns: readonly string[]) =>
    `${name.padEnd(width)}${columns.map((text, index) => text.padStart((HEAD[index]?.length ?? 0) + 2)).join('')}`;
  return [line(title, HEAD), ...rows.map(({ name }, index) => line(name, cells[index] ?? []))];
}

/** A file's row, with what was noted of it, if anything was. */
export function rowOf(name: string, seconds: number, figures: Figures = NO_FIGURES): Row {
  const { busySeconds, ...counts } = figures;
  return { ...counts, name, seconds, waitingSeconds: Math.max(0, seconds - busySeconds) };
}

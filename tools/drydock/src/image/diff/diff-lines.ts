import { bytesText, changeText, countText, fitPath, plain, shorten, type Terminal } from '../format.ts';
import { placeOf } from '../instruction-text.ts';
import { heading, more, tableLines } from '../print-lines.ts';
import type { DiffReport, LayerDiff } from './diff-report.ts';
import type { FolderChange } from './roll-up.ts';
import { whatChanged } from './what-changed.ts';

const SHOWN = 15;

type State = 'same' | 'changed' | 'removed' | 'added';
const SIGNS = { same: '=', changed: '~', removed: '-', added: '+' } as const;
const COLOURS = { same: 'dim', changed: 'yellow', removed: 'red', added: 'green' } as const;

/** The report for people. `all`: every folder, package and file, however many. */
export function diffLines(report: DiffReport, terminal: Terminal, { all = false } = {}): string[] {
  const limit = all ? Infinity : SHOWN;
  const { before, after } = report;
  const title = shorten(`${plain(before.ref)} → ${plain(after.ref)}`, terminal.columns);
  if (report.isSame) {
    const note = before.id === after.id ? 'They are one image' : 'The same layers and the same configuration';
    return [terminal.paint('bold', title), `  ${note}.`];
  }
  return [
    terminal.paint('bold', title),
    ...sizeLines(report, terminal),
    ...configLines(report, terminal),
    ...layerLines(report, terminal),
    ...folderLines(report, terminal, limit),
    ...packageLines(report, terminal, limit),
    ...fileLines(report, terminal, limit),
  ];
}

function sizeLines({ before, after }: DiffReport, terminal: Terminal): string[] {
  const bytes = (name: string, a: number, b: number) => [name, bytesText(a), bytesText(b), changeText(b - a)];
  return tableLines(
    terminal,
    ['', 'before', 'after', 'change'],
    [
      bytes('unpacked', before.unpackedBytes, after.unpackedBytes),
      bytes('transfer', before.transferBytes, after.transferBytes),
      ['layers', String(before.layers), String(after.layers), signed(after.layers - before.layers)],
    ],
  );
}

function configLines({ config }: DiffReport, terminal: Terminal): string[] {
  if (config.length === 0) return heading(terminal, 'The same configuration');
  const lines = config.flatMap(({ field, before, after }) => {
    const shown = (sign: State, value: string | undefined) =>
      value === undefined
        ? []
        : [terminal.paint(COLOURS[sign], shorten(`    ${SIGNS[sign]} ${plain(value)}`, terminal.columns))];
    return [
      shorten(`  ${plain(field)}`, terminal.columns),
      ...shown('removed', before),
      ...shown('added', after),
    ];
  });
  return [...heading(terminal, 'Configuration', countText(config.length, 'difference')), ...lines];
}

function layerLines({ layers }: DiffReport, terminal: Terminal): string[] {
  if (layers.every(({ state }) => state === 'same')) return heading(terminal, 'The same layers');
  const cells = layers.map(({ state, before, after }: LayerDiff) => {
    const { unpackedBytes = 0, source, instruction = '' } = after ?? before ?? {};
    const change = state === 'changed' ? changeText(unpackedBytes - (before?.unpackedBytes ?? 0)) : '';
    const numbers = [before, after].map((layer) => String(layer?.number ?? '–'));
    return [SIGNS[state], ...numbers, bytesText(unpackedBytes), change, madeBy(source ?? null, instruction)];
  });
  const lines = tableLines(terminal, ['', '#', '#', 'unpacked', 'change', 'made by'], cells);
  return [...heading(terminal, 'Layers'), ...painted(terminal, lines, layers)];
}

function madeBy(source: { file: string; line: number } | null, instruction: string): string {
  return source ? `${plain(placeOf(source))}  ${instruction}` : instruction;
}

function folderLines({ folders }: DiffReport, terminal: Terminal, limit: number): string[] {
  if (folders.length === 0) return [];
  const count = (sign: string, value: number) =>
    value === 0 ? '' : `${sign}${value.toLocaleString('en-US')}`;
  const cells = folders.slice(0, limit).map(({ path, bytes, added, removed, changed }: FolderChange) => {
    return [
      changeText(bytes),
      count('+', added),
      count('-', removed),
      count('~', changed),
      plain(`/${path}`),
    ];
  });
  const headings = ['change', 'added', 'removed', 'changed', 'in folder'];
  const lines = tableLines(terminal, headings, cells, { column: 4, cut: fitPath });
  return [...heading(terminal, 'Folders'), ...lines, ...more(terminal, folders.length, cells.length)];
}

function packageLines({ packages, unreadPackages }: DiffReport, terminal: Terminal, limit: number): string[] {
  const note = unreadPackages.length === 0 ? '' : `those of ${unreadPackages.join(' and ')} are not read`;
  if (packages.length === 0) return heading(terminal, 'The same packages', note);
  const shown = packages.slice(0, limit);
  const cells = shown.map(({ state, type, name, before, after, bytes }) => {
    const versions = [before, after].filter(({ length }) => length > 0).map((each) => plain(each.join(', ')));
    return [SIGNS[state], changeText(bytes), type, plain(name), versions.join(' → ')];
  });
  const lines = tableLines(terminal, ['', 'change', 'kind', 'name', 'version'], cells);
  const title = countText(packages.length, 'package');
  return [
    ...heading(terminal, title, note),
    ...painted(terminal, lines, shown),
    ...more(terminal, packages.length, shown.length),
  ];
}

function fileLines({ files, timeOnly }: DiffReport, terminal: Terminal, limit: number): string[] {
  const note =
    timeOnly.length === 0
      ? ''
      : `${countText(timeOnly.length, 'more', 'more')} differ only in when they were last modified`;
  if (files.length === 0)
    return heading(
      terminal,
      timeOnly.length === 0 ? 'The same files' : 'The same files but for their times',
      note,
    );
  const shown = files.slice(0, limit);
  const cells = shown.map((file) => [
    SIGNS[file.state],
    changeText(file.bytes),
    plain(file.path),
    whatChanged(file),
  ]);
  const lines = tableLines(terminal, ['', 'change', 'path', ''], cells, { column: 2, cut: fitPath });
  const title = countText(files.length, 'path differs', 'paths differ');
  return [
    ...heading(terminal, title, note),
    ...painted(terminal, lines, shown),
    ...more(terminal, files.length, shown.length),
  ];
}

function painted(
  terminal: Terminal,
  [head = '', ...lines]: string[],
  states: readonly { state: State }[],
): string[] {
  return [head, ...lines.map((line, index) => terminal.paint(COLOURS[states[index]?.state ?? 'same'], line))];
}

function signed(count: number): string {
  return count > 0 ? `+${count}` : String(count);
}

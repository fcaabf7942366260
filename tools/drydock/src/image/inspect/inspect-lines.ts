import { type ImageConfig, platformOf } from '@drydock/layers';
import { bytesText, countText, fitPath, plain, shorten, type Terminal } from '../format.ts';
import { placeOf } from '../instruction-text.ts';
import type { LayerReport } from '../layer-report.ts';
import { heading, more, tableLines } from '../print-lines.ts';
import type { InspectReport, WasteReport } from './inspect-report.ts';

const SHOWN = 10;
/** As many signs of an id as docker shows and takes. */
const SHORT_ID = 'sha256:'.length + 12;
/** A Maven package may have a very long name. */
const PACKAGE_COLUMNS = 30;
/** From here on there is room for a place and the instruction on one line. */
const PLACE_COLUMNS = 100;
/** Below this, what a layer weighs and what made it are all there is room for. */
const DETAIL_COLUMNS = 60;

/** The report for people. `all`: every file and package, however many. */
export function inspectLines(report: InspectReport, terminal: Terminal, { all = false } = {}): string[] {
  const limit = all ? Infinity : SHOWN;
  return [
    ...summary(report, terminal),
    ...layerLines(report, terminal),
    ...fileLines(report, terminal),
    ...packageLines(report, terminal, limit),
    ...wasteLines(report, terminal, limit),
  ];
}

function summary({ ref, id, config, ...sizes }: InspectReport, terminal: Terminal): string[] {
  const { unpackedBytes, transferBytes, ownBytes, layers } = sizes;
  const about = layers.some(({ isTransferEstimated }) => isTransferEstimated) ? 'about ' : '';
  const own = ownBytes === null ? '' : `   own ${bytesText(ownBytes)}`;
  const text = (line: string) => shorten(line, terminal.columns);
  return [
    terminal.paint('bold', text(plain(ref))),
    terminal.paint('dim', text(`  ${plain(platformOf(config))}  ${plain(id.slice(0, SHORT_ID))}`)),
    text(`  unpacked ${bytesText(unpackedBytes)}   transfer ${about}${bytesText(transferBytes)}${own}`),
    ...runLines(config).map((line) => text(`  ${line}`)),
  ];
}

/** How a container of it runs. */
function runLines(config: ImageConfig): string[] {
  const { user, workingDir, entrypoint, cmd, exposedPorts, volumes, stopSignal, healthcheck } = config;
  const command = [...entrypoint, ...cmd].map((word) => (/[\s"]/.test(word) ? JSON.stringify(word) : word));
  const parts = [
    `user ${user === '' ? 'root (none is set)' : plain(user)}`,
    workingDir === '' ? '' : `in ${plain(workingDir)}`,
    exposedPorts.length > 0 ? `port ${exposedPorts.map(plain).join(', ')}` : '',
    volumes.length > 0 ? `volume ${volumes.map(plain).join(', ')}` : '',
    stopSignal === undefined ? '' : `stops by ${plain(stopSignal)}`,
    healthcheck === undefined || healthcheck.test[0] === 'NONE' ? '' : 'health check',
  ];
  const runs = command.length === 0 ? 'runs nothing by itself' : `runs ${plain(command.join(' '))}`;
  return [runs, parts.filter(Boolean).join('   ')];
}

function layerLines({ layers }: InspectReport, terminal: Terminal): string[] {
  if (layers.length === 0) return heading(terminal, 'No layers');
  const isNarrow = terminal.columns < PLACE_COLUMNS;
  const columns = layerColumns(layers, terminal);
  const [head = '', ...lines] = tableLines(
    terminal,
    columns.map(([title]) => title),
    layers.map((layer) => columns.map(([, cell]) => cell(layer))),
  );
  const painted = lines.flatMap((line, index) => {
    const text = layers[index]?.isBase ? terminal.paint('dim', line) : line;
    return [...(isNarrow ? fileAbove(layers, index) : []), text];
  });
  return [...heading(terminal, countText(layers.length, 'layer'), baseNote(layers)), head, ...painted];
}

type Column = readonly [title: string, cell: (layer: LayerReport) => string];

/** As many as there is room for. */
function layerColumns(layers: readonly LayerReport[], { columns }: Terminal): readonly Column[] {
  const isNarrow = columns < PLACE_COLUMNS;
  const place: Column = isNarrow
    ? ['line', ({ source }) => String(source?.line ?? '')]
    : ['where', ({ source }) => (source ? plain(placeOf(source)) : '')];
  const details: readonly Column[] = [
    ['transfer', transferText],
    ['files', ({ files }) => files.toLocaleString('en-US')],
  ];
  return [
    ['#', ({ number }) => String(number)],
    ['unpacked', ({ unpackedBytes }) => bytesText(unpackedBytes)],
    ...(columns < DETAIL_COLUMNS ? [] : details),
    ...(layers.some(({ source }) => source !== null) ? [place] : []),
    ['made by', ({ instruction }) => instruction],
  ];
}

function transferText({ transferBytes, isTransferEstimated }: LayerReport): string {
  return `${isTransferEstimated ? '~' : ''}${bytesText(transferBytes)}`;
}

/** Where lines are too short for the name of the file: above the first layer that it made. */
function fileAbove(layers: readonly LayerReport[], index: number): string[] {
  const file = layers[index]?.source?.file;
  return file === undefined || file === layers[index - 1]?.source?.file ? [] : [`  ${plain(file)}`];
}

function baseNote(layers: readonly LayerReport[]): string {
  const count = layers.filter(({ isBase }) => isBase).length;
  if (count === 0) return '';
  return count === 1 ? 'the first is its base' : `the first ${count} are its base`;
}

function fileLines({ files, fileCount }: InspectReport, terminal: Terminal): string[] {
  if (files.length === 0) return heading(terminal, 'No files');
  const hasPackages = files.some((file) => file.package !== null);
  const cells = files.map(({ path, sizeBytes, layer, package: owner }) => {
    return [
      bytesText(sizeBytes),
      String(layer),
      plain(path),
      ...(hasPackages ? [shorten(plain(owner ?? ''), PACKAGE_COLUMNS)] : []),
    ];
  });
  const headings = ['size', 'layer', 'path', ...(hasPackages ? ['package'] : [])];
  const lines = tableLines(terminal, headings, cells, { column: 2, cut: fitPath });
  return [...heading(terminal, 'Biggest files'), ...lines, ...more(terminal, fileCount, files.length)];
}

function packageLines(
  { packages, unreadPackages: unread }: InspectReport,
  terminal: Terminal,
  limit: number,
): string[] {
  const notRead = unread
    .map(({ manager, path }) => `the ${manager} database is not read: ${plain(path)}`)
    .join(', ');
  if (packages.length === 0)
    return unread.length === 0
      ? heading(terminal, 'No packages', 'nothing in it says what is installed')
      : heading(terminal, 'Packages unknown', notRead);
  const cells = packages.slice(0, limit).map(({ sizeBytes, files, type, name, version, notedIn }) => {
    const size = files === 0 ? ['', ''] : [bytesText(sizeBytes), files.toLocaleString('en-US')];
    const part = files === 0 ? `part of ${plain(notedIn)}` : '';
    return [...size, type, plain(name), plain(version), part];
  });
  const lines = tableLines(terminal, ['size', 'files', 'kind', 'name', 'version', ''], cells);
  const title = countText(packages.length, 'package');
  return [...heading(terminal, title, notRead), ...lines, ...more(terminal, packages.length, cells.length)];
}

function wasteLines({ wasted, wastedBytes }: InspectReport, terminal: Terminal, limit: number): string[] {
  if (wasted.length === 0)
    return heading(terminal, 'Nothing wasted', 'no layer holds what a later one replaces or removes');
  const cells = wasted.slice(0, limit).map((file) => {
    return [bytesText(file.bytes), String(file.layer), plain(file.path), reason(file)];
  });
  const lines = tableLines(terminal, ['size', 'layer', 'path', 'why'], cells, { column: 2, cut: fitPath });
  const title = `${bytesText(wastedBytes)} wasted`;
  const note = 'carried by every pull, and seen by no container';
  return [...heading(terminal, title, note), ...lines, ...more(terminal, wasted.length, cells.length)];
}

const REASONS = {
  replaced: 'replaced',
  removed: 'removed',
  repeated: 'the same content again',
} as const;

function reason({ how, lostIn }: WasteReport): string {
  return lostIn === null ? REASONS[how] : `${REASONS[how]} in layer ${lostIn}`;
}

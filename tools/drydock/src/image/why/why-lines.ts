import {
  bytesText,
  countText,
  fitPath,
  modeText,
  plain,
  shorten,
  type Terminal,
  widthOf,
} from '../format.ts';
import { placeOf } from '../instruction-text.ts';
import type { Share } from './folder-contents.ts';
import type { HopReport, WhyReport } from './why-report.ts';

/** What is told, under what name. More lines of one name stand below each other. The text follows the place, if any. */
type Fact = readonly [name: string, text: string, place?: string];

const SHARES = 8;
const MIN_PLACE_COLUMNS = 20;

/** The report for people. */
export function whyLines(report: WhyReport, terminal: Terminal): string[] {
  const title = `${plain(report.path)}${report.isPresent ? '' : ' (removed)'}`;
  const facts = [...whatItIs(report), ...whereFrom(report), ...others(report), ...contents(report)];
  const width = facts.reduce((widest, [name]) => Math.max(widest, name.length), 0);
  return [
    `${terminal.paint('bold', title)}  ${terminal.paint('dim', plain(report.ref))}`,
    ...facts.map(([name, text, place]) => {
      const room = terminal.columns - width - 4;
      const whole = `${fitPlace(place, room - widthOf(text))}${text}`;
      return `  ${terminal.paint('dim', name.padEnd(width))}  ${shorten(whole, room)}`;
    }),
  ];
}

/** A long path gives way in its middle: line and layer stand behind it. */
function fitPlace(place = '', columns: number): string {
  return fitPath(place, Math.max(MIN_PLACE_COLUMNS, columns));
}

function whatItIs(report: WhyReport): Fact[] {
  const { type, sizeBytes, mode, uid, gid, realPath, path, link } = report;
  const owner = uid === 0 && gid === 0 ? 'root (0:0)' : `${uid}:${gid}`;
  const size = type === 'file' ? `   ${bytesText(sizeBytes)}` : '';
  return [
    ['is', `${type}${size}   ${modeText(mode)} (${mode.toString(8).padStart(4, '0')})   owner ${owner}`],
    ...(realPath === path ? [] : [['stands at', `${plain(realPath)}, through a link above it`] as const]),
    ...(link === null ? [] : linkFacts(link)),
  ];
}

function linkFacts({ target, leadsTo, isHardLink }: NonNullable<WhyReport['link']>): Fact[] {
  if (isHardLink) return [['same as', `${plain(target)}, by a hard link`]];
  if (leadsTo === null) return [['links to', `${plain(target)}, and nothing is there`]];
  return [['links to', leadsTo === target ? plain(target) : `${plain(target)}, which is ${plain(leadsTo)}`]];
}

function whereFrom({ layer, layers, from, package: owner, isPresent }: WhyReport): Fact[] {
  if (layer === null) return [];
  const { number, source, instruction, isBase } = layer;
  const base = isBase ? ', part of the base image' : '';
  return [
    [isPresent ? 'layer' : 'was in layer', `${number} of ${layers}${base}`],
    ...(instruction === '' ? [] : [['made by', instruction] as const]),
    ...(source ? [['', `, stage ${plain(source.stage)}`, plain(placeOf(source))] as const] : []),
    ...from.flatMap(hopFacts),
    ...(owner ? [['package', `${plain(owner.name)} ${plain(owner.version)} (${owner.type})`] as const] : []),
  ];
}

function hopFacts({ kind, name, path, isCertain, named, command, step }: HopReport): Fact[] {
  if (kind === 'context') return [['copied from', `${plain(path)} in the build context`]];
  if (kind === 'image') return [['copied from', `${plain(path)} in the image ${plain(name)}`]];
  if (kind === 'text') return [['written', `in the Dockerfile itself, as "${plain(name)}"`]];
  const place: Fact = ['copied from', `${plain(path)} in stage ${plain(name)}`];
  if (step === null)
    return [place, ['', 'by one of the commands of that stage: the Dockerfile does not say which']];
  const where = plain(placeOf(step));
  if (isCertain) return [place, ['made by', step.instruction], ['', '', where]];
  if (command === null)
    return [place, ['likely by', step.instruction], ['', ', the only command of that stage', where]];
  const names = named === path ? 'which names it' : `which names ${plain(named ?? '')}`;
  return [place, ['likely by', plain(command)], ['', `, ${names}`, where]];
}

function others({ versions, isPresent, removedBy, sizeBytes, type }: WhyReport): Fact[] {
  if (!isPresent && removedBy) {
    const travels = type === 'file' ? `; its ${bytesText(sizeBytes)} still travel with the image` : '';
    const { source, instruction, number } = removedBy;
    const layer = `layer ${number}${travels}`;
    return [['removed by', instruction], source ? ['', `, ${layer}`, plain(placeOf(source))] : ['', layer]];
  }
  return versions
    .slice(0, -1)
    .toReversed()
    .map(({ layer, change, sizeBytes: size, madeBy }) => {
      const what =
        change === 'removed' ? `layer ${layer} removed it` : `layer ${layer} has one of ${bytesText(size)}`;
      return ['hides', `${what}   ${plain(madeBy)}`];
    });
}

function contents({ contents: inside }: WhyReport): Fact[] {
  if (inside === null) return [];
  const { files, bytes, layers, packages } = inside;
  return [
    ['holds', `${countText(files, 'file')}, ${bytesText(bytes)}`],
    ...shareFacts('by layer', layers, (name) => `layer ${name}`),
    ...shareFacts('by package', packages, plain),
  ];
}

function shareFacts(title: string, shares: readonly Share[], nameOf: (name: string) => string): Fact[] {
  const facts = shares.slice(0, SHARES).map(({ name, files, bytes }, index): Fact => {
    return [
      index === 0 ? title : '',
      `${bytesText(bytes).padStart(9)}  ${nameOf(name)} (${countText(files, 'file')})`,
    ];
  });
  return shares.length > SHARES ? [...facts, ['', `… and ${shares.length - SHARES} more`]] : facts;
}

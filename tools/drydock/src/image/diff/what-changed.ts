import { modeText, plain } from '../format.ts';
import type { FileDiff, FileSide } from './diff-report.ts';

/** What of a file is different, in a few words. */
export function whatChanged({ before, after, aspects, state, firstDifference }: FileDiff): string {
  if (!before || !after)
    return (after ?? before)?.type === 'file' ? '' : `${(after ?? before)?.type ?? state}`;
  const words = {
    type: () => `${before.type} → ${after.type}`,
    content: () => (before.size === after.size ? sameSize(firstDifference) : 'content'),
    mode: () => `${modeText(before.mode)} → ${modeText(after.mode)}`,
    owner: () => `${owner(before)} → ${owner(after)}`,
    link: () => `→ ${plain(before.link ?? 'nothing')}, now → ${plain(after.link ?? 'nothing')}`,
    device: () => `device ${before.device ?? 'none'} → ${after.device ?? 'none'}`,
    capabilities: () => capabilitiesText(before, after),
    attributes: () => `attributes ${attributeNames(before, after)}`,
    time: () => '',
  };
  return aspects
    .map((aspect) => words[aspect]())
    .filter(Boolean)
    .join('; ');
}

function capabilitiesText(before: FileSide, after: FileSide): string {
  if (before.hasCapabilities && after.hasCapabilities) return 'other capabilities';
  return after.hasCapabilities ? 'gained capabilities' : 'lost its capabilities';
}

/** Of the extended attributes that differ. */
function attributeNames({ attributes: a = {} }: FileSide, { attributes: b = {} }: FileSide): string {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return plain(names.filter((name) => a[name] !== b[name]).join(', '));
}

function sameSize(difference: FileDiff['firstDifference']): string {
  if (difference === null) return 'content, same size';
  const { offset, length, before, after } = difference;
  const end = offset + length - 1;
  const place = length === 1 ? `at byte ${offset}` : `at bytes ${offset}–${end}`;
  const words = before === null || after === null ? '' : `: "${before}" → "${after}"`;
  return `content, first ${place}${words}`;
}

function owner({ uid, gid }: FileSide): string {
  return `${uid}:${gid}`;
}

import type { EffectiveFile } from '@drydock/layers';
import { type AbsenceClass, eachFile } from './absence-class.ts';

const SETUID = 0o4000;
const SETGID = 0o2000;
const STICKY = 0o1000;
const WRITABLE_BY_ALL = 0o0002;

export const SETUID_FILES: AbsenceClass = {
  name: 'setuid',
  sentence: 'Files that run as their owner whoever starts them: the classic way to become root.',
  rules: [eachFile('Files with the bit 4000', (file) => modeWith(file, SETUID))],
};

export const SETGID_FILES: AbsenceClass = {
  name: 'setgid',
  sentence:
    'Files that run as their group whoever starts them. On a folder the bit only hands down its group.',
  rules: [eachFile('Files with the bit 2000', (file) => modeWith(file, SETGID))],
};

export const WORLD_WRITABLE: AbsenceClass = {
  name: 'world-writable',
  sentence:
    'What every user may change. A folder with the sticky bit, such as `/tmp`, does not count: nobody can remove what belongs to another there.',
  rules: [
    eachFile('Files and folders with the bit 0002', (file) => {
      if (file.type !== 'file' && file.type !== 'directory' && file.type !== 'fifo') return undefined;
      if (file.type === 'directory' && (file.mode & STICKY) !== 0) return undefined;
      return (file.mode & WRITABLE_BY_ALL) === 0 ? undefined : modeText(file);
    }),
  ],
};

export const FILE_CAPABILITIES: AbsenceClass = {
  name: 'file capabilities',
  sentence: "Files that give whoever runs them some of root's powers (`setcap`).",
  rules: [
    eachFile('Files with the extended attribute security.capability', ({ hasCapabilities }) =>
      hasCapabilities ? 'has capabilities' : undefined,
    ),
  ],
};

function modeWith(file: EffectiveFile, bit: number): string | undefined {
  return file.type === 'file' && (file.mode & bit) !== 0 ? modeText(file) : undefined;
}

function modeText({ mode, uid, gid }: EffectiveFile): string {
  return `mode ${mode.toString(8).padStart(4, '0')}, owner ${uid}:${gid}`;
}

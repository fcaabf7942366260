import type { ContractInput } from '../../src/index.ts';
import type { Defect } from './defect.ts';

export const FILE_DEFECTS: readonly Defect[] = [
  {
    name: 'a missing file',
    clause: 'files./app/first.md',
    says: 'not there',
    change: 'rm app/first.md',
    contract: withoutExceptions,
  },
  {
    name: 'a folder in place of a link',
    clause: 'files./app/current.type',
    says: 'a directory',
    change: 'rm app/current; mkdir app/current; echo x > app/current/x',
    contract: withoutLink,
  },
  {
    name: 'a mode that is too narrow',
    clause: 'files./program.mode',
    says: '0700',
    change: 'chmod 0700 program',
  },
  { name: 'a wrong owner', clause: 'files./data.owner', says: '0:0', change: 'chown 0:0 data' },
  {
    name: 'a program that grew',
    clause: 'files./program.size',
    says: /67\.6 kB \(\+7\.6 kB\)/,
    change: 'head --bytes=20000 /dev/zero >> program',
  },
  {
    name: 'other settings',
    clause: 'files./etc/clean.conf.text',
    says: 'mode = debugging',
    change: "echo 'mode = debugging' > etc/clean.conf",
  },
  {
    name: 'the notes of another release',
    clause: 'files./app/releases/1/notes.txt.pattern',
    says: 'release 2',
    change: 'echo release 2 > app/releases/1/notes.txt',
  },
  {
    name: 'a link to elsewhere',
    clause: 'files./app/current.link',
    says: 'releases/2',
    change: 'ln --symbolic --force --no-dereference releases/2 app/current',
  },
  { name: 'a stray file', clause: 'onlyFiles', says: '/stray.txt', change: 'touch stray.txt' },
  { name: 'a stray empty folder', clause: 'onlyFiles', says: '/mnt (an empty folder)', change: 'mkdir mnt' },
  {
    name: 'one more user',
    clause: 'users',
    says: 'intruder (0) is not promised',
    change: 'echo intruder:x:0:0::/:/bin/false >> etc/passwd',
  },
  {
    name: 'another user id',
    clause: 'users',
    says: 'nonroot is 1000, not 65532',
    change: 'sed --in-place s/65532:65532/1000:65532/ etc/passwd',
  },
  {
    name: 'a missing group',
    clause: 'groups',
    says: 'nonroot is missing',
    change: 'sed --in-place /nonroot/d etc/group',
  },
  {
    name: 'a program without its library',
    clause: 'libraries',
    says: /\/usr\/bin\/list needs libselinux\.so\.1/,
    change: 'install -D /usr/bin/ls usr/bin/list',
  },
  {
    name: 'a program without its loader',
    clause: 'libraries',
    says: '/lib/ld-none.so.1',
    change: 'install -D /parts/elf-without-loader usr/bin/odd',
  },
  {
    name: 'a library for another processor',
    clause: 'libraries',
    says: 'libodd.so.1',
    change: 'install -D /parts/elf-needs-odd usr/bin/odd; install -D /parts/elf-foreign usr/lib/libodd.so.1',
  },
  {
    name: 'a library where nobody looks',
    clause: 'libraries',
    says: 'libodd.so.1',
    change: 'install -D /parts/elf-needs-odd usr/bin/odd; install -D /parts/elf-odd app/away/libodd.so.1',
  },
];

/** The exception for that file would excuse nothing. */
function withoutExceptions(strict: ContractInput): ContractInput {
  const { absent = [] } = strict;
  return { ...strict, absent: absent.filter((one) => typeof one === 'string') };
}

/** What is no link has no target, which would be a second clause. */
function withoutLink(strict: ContractInput): ContractInput {
  return { ...strict, files: { '/app/current': 'symlink' } };
}

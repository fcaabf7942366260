/** The names of the classes that a contract may call absent, in the order in which they are documented. */
export const CLASS_NAMES = [
  'shells',
  'compilers and build tools',
  'package managers',
  'package caches and databases',
  'sources and headers',
  'development dependencies',
  'tests',
  'version control',
  'debug symbols',
  'setuid',
  'setgid',
  'world-writable',
  'file capabilities',
  'private keys',
  'credentials',
  'build machine',
  'documentation',
  'editors and debuggers',
  'network tools',
] as const;

export type ClassName = (typeof CLASS_NAMES)[number];

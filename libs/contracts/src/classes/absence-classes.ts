import type { AbsenceClass } from './absence-class.ts';
import { BUILD_MACHINE } from './build-machine.ts';
import type { ClassName } from './class-name.ts';
import { COMPILERS } from './compilers.ts';
import { CREDENTIALS } from './credentials.ts';
import { DEBUG_SYMBOLS } from './debug-symbols.ts';
import { DEVELOPMENT_DEPENDENCIES } from './development-dependencies.ts';
import { DOCUMENTATION } from './documentation.ts';
import { EDITORS } from './editors.ts';
import { NETWORK_TOOLS } from './network-tools.ts';
import { PACKAGE_CACHES } from './package-caches.ts';
import { PACKAGE_MANAGERS } from './package-managers.ts';
import { FILE_CAPABILITIES, SETGID_FILES, SETUID_FILES, WORLD_WRITABLE } from './permissions.ts';
import { PRIVATE_KEYS } from './private-keys.ts';
import { SHELLS } from './shells.ts';
import { SOURCES } from './sources.ts';
import { TESTS } from './tests.ts';
import { VERSION_CONTROL } from './version-control.ts';

/** Every class that a contract may call absent. */
export const ABSENCE_CLASSES: Readonly<Record<ClassName, AbsenceClass>> = {
  shells: SHELLS,
  'compilers and build tools': COMPILERS,
  'package managers': PACKAGE_MANAGERS,
  'package caches and databases': PACKAGE_CACHES,
  'sources and headers': SOURCES,
  'development dependencies': DEVELOPMENT_DEPENDENCIES,
  tests: TESTS,
  'version control': VERSION_CONTROL,
  'debug symbols': DEBUG_SYMBOLS,
  setuid: SETUID_FILES,
  setgid: SETGID_FILES,
  'world-writable': WORLD_WRITABLE,
  'file capabilities': FILE_CAPABILITIES,
  'private keys': PRIVATE_KEYS,
  credentials: CREDENTIALS,
  'build machine': BUILD_MACHINE,
  documentation: DOCUMENTATION,
  'editors and debuggers': EDITORS,
  'network tools': NETWORK_TOOLS,
};

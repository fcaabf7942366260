import { type AbsenceClass, eachFile } from './absence-class.ts';

/** glibc's own loader keeps its symbols: profilers that are not in the image need them, and `strip` spares them. */
export const DEBUG_SYMBOLS: AbsenceClass = {
  name: 'debug symbols',
  sentence:
    'What only a debugger or a profiler reads: often half of a native program. `strip`, `-ldflags="-s -w"` and the like remove it.',
  files: ['**/*.{debug,dbg,dwo,dwp,dSYM,pdb,sym}', '/usr/lib/debug/**', '**/*.{js,mjs,cjs,css}.map'],
  rules: [
    eachFile('Native programs and libraries with a symbol table or debug information', ({ facts, type }) => {
      if (type !== 'file' || !facts?.elf) return undefined;
      if (facts.elf.hasDebugInfo) return 'has debug information';
      return facts.elf.hasSymbols ? 'has a symbol table' : undefined;
    }),
  ],
};

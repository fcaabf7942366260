// Reads the imports of TypeScript and JavaScript, types included, and follows them through relative paths.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';

/** All files that these lead to by relative imports, these included, and the packages that any of them imports. */
export function reachedFrom(workspaceRoot, files) {
  const reached = new Set(files);
  const packages = new Set();
  // A set hands out what is added to it while it is walked through.
  for (const file of reached) {
    for (const specifier of importsOf(file, readFileSync(join(workspaceRoot, file), 'utf8'))) {
      const path = normalize(join(dirname(file), specifier));
      if (!specifier.startsWith('.')) packages.add(specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0]);
      else if (existsSync(join(workspaceRoot, path))) reached.add(path);
    }
  }
  return { files: [...reached], packages: [...packages] };
}

/** What a file imports or exports again, as it is written there. */
function importsOf(file, text) {
  const { module } = parseSync(file, text);
  const named = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest)),
  ].filter(Boolean);
  const dynamic = module.dynamicImports
    .map(({ moduleRequest: { start, end } }) => text.slice(start, end).match(/^(['"`])([^'"`$]+)\1$/)?.[2])
    .filter(Boolean);
  return [...new Set([...named.map(({ value }) => value), ...dynamic])];
}

// Proves that the descriptions name every endpoint that the services route, and no other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, SERVICES } from '../support/services.ts';
import { trackedFiles } from '../tidy/tracked-files.ts';
import { readDescription, type ServiceName } from './description.ts';

/** How each service's sources name a route: the method first, then the path. */
const ROUTE: Readonly<Record<ServiceName, { readonly files: RegExp; readonly pattern: RegExp }>> = {
  apod: { files: /\/routes\.go$/, pattern: /mux\.Handle\("([A-Z]+) ([^"]+)"/g },
  'image-gallery': { files: /\/routes\.go$/, pattern: /mux\.Handle\("([A-Z]+) ([^"]+)"/g },
  'access-log': {
    files: /\/src\/.*\.ts$/,
    pattern: /\bapp\.(get|post|put|patch|delete|options|all)\(\s*'([^']+)'/g,
  },
  'image-of-the-day': {
    files: /\/src\/main\/.*\.java$/,
    pattern: /@(Get|Post|Put|Patch|Delete|Request)Mapping\((?:path = )?"([^"]+)"/g,
  },
};

function routesOf(service: ServiceName): string[] {
  const { files, pattern } = ROUTE[service];
  const sources = trackedFiles().filter((file) => file.startsWith(`apps/${service}/`) && files.test(file));
  const routes = sources.flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(pattern)]);
  return routes.map(([, method = '', path = '']) => `${method.toUpperCase()} ${path.replace('{$}', '')}`);
}

test.each(SERVICES)('%s describes every endpoint that it routes, and no other', async (service) => {
  const { operations } = await readDescription(service);
  const routed = routesOf(service);
  // Spring answers OPTIONS by itself, wherever there is something.
  const byItself =
    service === 'image-of-the-day' ? routed.map((route) => route.replace(/^\w+/, 'OPTIONS')) : [];

  const described = operations.map(({ method, path }) => `${method} ${path}`);

  expect(routed.length).toBeGreaterThan(2);
  expect(described.sort()).toEqual([...routed, ...byItself].sort());
});

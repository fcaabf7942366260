import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of all packages that these files are from: whoever gets the bundle gets them along. */
export function licencesOf(files: readonly string[]): string {
  // From "../../node_modules/fastify/lib/route.js" to "../../node_modules/fastify".
  const packages = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(packages)].sort().map(licenceOf).join('\n');
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8') : '';
  return `${name} ${version}, ${license}\n\n${text.trim()}\n`;
}

// Bundles the service into one file, and writes down the licences of all that went into it:
// whoever gets the image gets them along.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const { metafile } = await build({
  entryPoints: ['src/server.ts'],
  outfile: 'dist/server.cjs',
  bundle: true,
  // Less than half the size; functions keep their names, so that a stack trace still says something.
  minify: true,
  keepNames: true,
  legalComments: 'none', // LICENSES.txt has them all
  metafile: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
});

// From "../../node_modules/fastify/lib/route.js" to "../../node_modules/fastify".
const files = Object.keys(metafile.inputs);
const packages = new Set(
  files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
);
writeFileSync('dist/LICENSES.txt', [...packages].sort().map(licence).join('\n'));

function licence(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8') : '';
  return `${name} ${version}, ${license}\n\n${text.trim()}\n`;
}

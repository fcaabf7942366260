// Bundles the service into one file that starts fast, and writes down the licences of what is in it:
// `node build/bundle.ts [folder]`, which is dist when none is named.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compiledSchemas } from './compiled-schemas.ts';
import { lazyBuiltins } from './lazy-builtins.ts';
import { leftOut } from './left-out.ts';
import { licencesOf } from './licences.ts';

const [, , folder = 'dist'] = process.argv;

const { metafile } = await build({
  entryPoints: ['src/server.ts', 'build/start.ts'],
  entryNames: '[name]',
  outdir: folder,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  // Less than half the size. To keep the names of functions would take a tenth of each start.
  minify: true,
  legalComments: 'none', // LICENSES.txt has them all
  metafile: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  plugins: [lazyBuiltins, leftOut, compiledSchemas],
});

writeFileSync(join(folder, 'LICENSES.txt'), licencesOf(Object.keys(metafile.inputs)));

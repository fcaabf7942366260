import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const IMPORT = "import { defineContract } from '@drydock/contracts';\n";
const contract = (text: string) => `${IMPORT}export default defineContract(${text});\n`;

/** Files of the wrong kinds, by their paths. */
const FILES: Readonly<Record<string, string | Buffer>> = {
  empty: '',
  'empty.tar': '',
  'notes.txt': 'not an archive\n',
  'notes.tar': 'not an archive, and long enough to hold a block of one. '.repeat(20),
  'cut.tar.gz': gzipSync('x'.repeat(5_000)).subarray(0, 20),
  'a,b.tar': 'x',
  'a:b.tar': 'x',
  'a#b.tar': 'x',
  'a b.tar': 'x',
  'a\nb.tar': 'x',
  "a'b.tar": 'x',
  'é.tar': 'x',
  '-dash.tar': 'x',
  'oci/oci-layout': '{"imageLayoutVersion":"1.0.0"}',
  'bad-oci/oci-layout': '{"imageLayoutVersion":"1.0.0"}',
  'bad-oci/index.json': 'no JSON',
  'inside/file': '',
  'empty.contract.ts': '',
  'syntax.contract.ts': 'export default {',
  'number.contract.ts': 'export default 5;\n',
  'throws.contract.ts': "throw new Error('no');\n",
  'nothing.contract.ts': contract("{ image: 'shop/web:1' }"),
  'key.contract.ts': contract("{ image: 'shop/web:1', absant: ['shells'] }"),
  'class.contract.ts': contract("{ image: 'shop/web:1', absent: ['shels'] }"),
  'size.contract.ts': contract("{ image: 'shop/web:1', size: { own: '1 MiB' } }"),
  'no-image.contract.ts': contract("{ absent: ['shells'] }"),
  'imports.contract.ts': "import './missing.ts';\n",
  'good.contract.ts': contract("{ image: 'shop/web:1', absent: ['shells'] }"),
  'broken-labs/results.json': 'no JSON',
  'list-labs/results.json': '[]',
  'newer-labs/results.json': '{"version":99}',
  'Dockerfile.empty': '',
  'Dockerfile.text': 'hello\n',
};

export interface Things extends Disposable {
  readonly folder: string;
}

/** Makes a folder with one of each. */
export function makeThings(): Things {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-things-'));
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  for (const name of ['folder', 'folder.tar', 'folder.contract.ts']) mkdirSync(join(folder, name));
  symlinkSync('loop.tar', join(folder, 'loop.tar'));
  symlinkSync('nowhere', join(folder, 'dangling.tar'));
  execFileSync('mkfifo', [join(folder, 'pipe.tar')]);
  execFileSync('tar', ['--create', '--file', 'plain.tar', 'notes.txt'], { cwd: folder });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

// Proves that a wrong setting is refused with its name, its value and what would be right.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfiguration } from '../src/configuration.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('takes port 80 unless told otherwise', (t) => {
  const folder = temporaryFolder(t);

  assert.deepEqual(readConfiguration({ DATA_DIR: folder }), { port: 80, dataDirectory: folder });
  assert.equal(readConfiguration({ DATA_DIR: folder, PORT: '8080' }).port, 8080);
});

for (const port of ['', '0', '-1', '65536', '80.5', '0x50', ' 80', 'http']) {
  test(`refuses PORT "${port}"`, (t) => {
    const environment = { PORT: port, DATA_DIR: temporaryFolder(t) };

    assert.throws(() => readConfiguration(environment), {
      message: `PORT is "${port}", expected a whole number from 1 to 65535`,
    });
  });
}

test('refuses a DATA_DIR that does not exist', (t) => {
  const missing = join(temporaryFolder(t), 'missing');

  assert.throws(
    () => readConfiguration({ DATA_DIR: missing }),
    /^Error: DATA_DIR is ".*missing", which does not exist/,
  );
});

test('refuses a DATA_DIR that is a file', (t) => {
  const file = join(temporaryFolder(t), 'file');
  writeFileSync(file, '');

  assert.throws(
    () => readConfiguration({ DATA_DIR: file }),
    /^Error: DATA_DIR is ".*file", which is not a folder/,
  );
});

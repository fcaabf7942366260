// What the image starts: the service, with the code that V8 has made of it in the build.
import { readFileSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

const filename = join(__dirname, 'server.cjs');
const cachedData = compiledCode();
/** The service's code. train.cjs asks it for what has been compiled of it. */
export const script = new Script(wrap(readFileSync(filename, 'utf8')), {
  filename,
  ...(cachedData && { cachedData }),
});

if (script.cachedDataRejected) {
  process.stderr.write('access-log: server.compiled was made for another Node or other options: not used\n');
}
script.runInThisContext()({}, createRequire(filename), {}, filename, __dirname);

/** There is none while train.cjs makes it. */
function compiledCode(): Buffer | undefined {
  try {
    return readFileSync(join(__dirname, 'server.compiled'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

// Generates images, and compares what Drydock reads of them with what the engine's containers have, and its sums with
// those of a count that shares no code with it.
//
//   npm run test:layers -- --count 500 --seed anything

import { countOption, scriptOptions } from '../support/script-options.ts';
import { openTestEngine } from '../support/services.ts';
import { judgeImages } from './generated/judge-images.ts';

const { values } = scriptOptions({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now()) },
  },
});
const count = countOption('count', values.count);
const say = (line: string) => process.stdout.write(`${line}\n`);

say(`seed ${values.seed}`);
const differences = await judgeImages(await openTestEngine(), {
  count,
  seed: values.seed,
  onProgress: (done) => {
    if (done % 50 === 0) say(`${done} of ${count}`);
  },
});
for (const { image, what } of differences) say(`image ${image}: ${what}`);
say(`${count} images, ${differences.length} differences`);
if (differences.length > 0) process.exitCode = 1;

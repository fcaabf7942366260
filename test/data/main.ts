// Takes random steps on a stack that stores visits, and looks whether one of them is lost.
//   npm run test:data -- --count 80 --seed anything --at-once 3

import { countOption, scriptOptions } from '../support/script-options.ts';
import { openTestEngine } from '../support/services.ts';
import { type Order, runOrder } from './order.ts';

const { values } = scriptOptions({
  options: {
    count: { type: 'string', default: '80' },
    seed: { type: 'string', default: String(Date.now()) },
    'at-once': { type: 'string', default: '3' },
  },
});
const count = countOption('count', values.count);
const atOnce = countOption('at-once', values['at-once']);
const say = (line: string) => process.stdout.write(`${line}\n`);

say(`seed ${values.seed}`);
const engine = await openTestEngine();
const orders: Order[] = [];
let next = 1;
await Promise.all(Array.from({ length: Math.min(atOnce, count) }, runSome));
const acknowledged = orders.reduce((sum, order) => sum + order.acknowledged, 0);
const lost = orders.flatMap((order) => order.lost);
say(`${orders.length} orders, ${acknowledged} acknowledged visits, ${lost.length} lost`);
if (lost.length > 0 || acknowledged === 0) process.exitCode = 1;

async function runSome(): Promise<void> {
  while (next <= count) {
    const number = next++;
    const order = await runOrder(engine, `${values.seed} ${number}`);
    orders.push(order);
    say(`${number}: ${order.steps.join(', ')}: ${order.acknowledged} visits`);
    for (const what of order.lost) say(`  LOST ${what}`);
  }
}

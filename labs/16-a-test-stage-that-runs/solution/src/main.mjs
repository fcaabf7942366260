import { toll } from './toll.mjs';

const [length = '12'] = process.argv.slice(2);
console.log(`toll: ${toll(Number(length))}`);

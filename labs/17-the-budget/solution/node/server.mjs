// Tells which way the wind blows, on port 8080.
import { createServer } from 'node:http';

const WINDS = ['north', 'east', 'south', 'west'];

createServer((_, response) => {
  response.end(`wind: ${WINDS[new Date().getMinutes() % WINDS.length]}\n`);
}).listen(8080);
process.on('SIGTERM', () => process.exit(0));

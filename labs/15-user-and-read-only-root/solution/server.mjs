// Counts its visits, in a file of the folder /data.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const FILE = '/data/visits';

function countVisit() {
  const visits = Number(readText() || 0) + 1;
  writeFileSync(FILE, String(visits));
  return visits;
}

function readText() {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return '';
  }
}

createServer((_, response) => {
  try {
    response.end(`visit ${countVisit()}\n`);
  } catch (error) {
    response.writeHead(500).end(`cannot count: ${error.message}\n`);
  }
}).listen(8080);
process.on('SIGTERM', () => process.exit(0));

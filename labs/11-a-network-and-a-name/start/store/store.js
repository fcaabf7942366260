// Answers with what is in stock. It listens on the address that HOST names: "0.0.0.0" means on all of them.
import { createServer } from 'node:http';

const { HOST = '127.0.0.1' } = process.env;

createServer((_, response) => response.end('twelve buoys\n')).listen(8080, HOST, () => {
  console.log(`the store is open, on port 8080 of ${HOST}`);
});
process.on('SIGTERM', () => process.exit(0));

// Runs once in the build: starts the service, asks it as somebody would, and writes down what V8 has
// compiled until then. What was never called is not in it.
const { writeFileSync } = require('node:fs');
const { setTimeout } = require('node:timers/promises');

const [, , program, output] = process.argv;

async function isAnswering() {
  try {
    return (await fetch(`http://127.0.0.1:${process.env.PORT}/health`)).ok;
  } catch {
    return false;
  }
}

async function main() {
  const { script } = require(program);
  while (!(await isAnswering())) await setTimeout(10);
  writeFileSync(output, script.createCachedData());
  process.exit();
}

main();

/**
 * A number given on the command line of a long run. Anything else ends the process with a line that says what is
 * expected: a run of NaN requests would find nothing, and call that good.
 */
export function countOption(option: string, text: string, { least = 1 } = {}): number {
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count >= least) return count;
  process.stderr.write(`--${option} is "${text}", expected a whole number from ${least} on\n`);
  process.exit(2);
}

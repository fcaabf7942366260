import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Ends a script that was started in a way it does not know, with the line that says so. */
export function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** What the command line of a script says. Anything else than it knows ends it. */
export function scriptOptions<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/**
 * A number given on the command line of a long run. Anything else ends it with a line that says what is expected: a run
 * of NaN requests would find nothing, and call that good.
 */
export function countOption(option: string, text: string, { least = 1 } = {}): number {
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count >= least) return count;
  return refuse(`--${option} is "${text}", expected a whole number from ${least} on`);
}

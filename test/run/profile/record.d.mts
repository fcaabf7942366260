/** What a docker command line asks for: `args` begins with the program. */
export function eventsOf(args: readonly string[]): ('build' | 'container' | 'stack')[];

// Says which kinds of projects may depend on which. `scope:` tags tell the kinds (tools/nx/src/projects.mjs).

/** What each kind may depend on. Suites and `test` come last: nothing depends on them. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  image: ['image'],
  lib: ['lib'],
  app: ['image', 'lib'],
  course: ['image', 'lib'],
  tool: ['lib'],
  test: ['image', 'lib', 'app', 'course', 'tool'],
};
/** Lowest first. Neighbours on one level do not know each other. */
const LIBRARIES = [['engine'], ['images', 'layers'], ['contracts', 'stack'], ['labs']];
/** The one library that a service's contract, and a lab, are made of. */
const ONLY_LIBRARY: Readonly<Record<string, string>> = { app: 'contracts', course: 'labs' };
/** Each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'image-of-the-day → apod': 'the variant `fast` calls its upstream while it is trained',
};

export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Why an edge must not be, or nothing. */
export function objection({ from, to }: Edge, kindOf: (name: string) => string): string | undefined {
  const [kind, target] = [kindOf(from), kindOf(to)];
  const edge = `${from} → ${to}`;
  if (edge in EXCEPTIONS) return undefined;
  if (!MAY_USE[kind]?.includes(target)) return `${edge}: ${a(kind)} does not depend on ${a(target)}`;
  const only = ONLY_LIBRARY[kind];
  if (target === 'lib' && only && to !== only) return `${edge}: ${a(kind)} depends on no library but ${only}`;
  if (kind === 'lib' && levelOf(from) <= levelOf(to)) return `${edge}: against the order of the libraries`;
  return undefined;
}

function levelOf(library: string): number {
  return LIBRARIES.findIndex((level) => level.includes(library));
}

function a(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

import picomatch from 'picomatch';

/** Says of a path with a slash in front whether the glob means it. `*` also means names that start with a dot. */
export type PathMatcher = (path: string) => boolean;

/** A matcher for any of some globs. One expression for all: a large image has 10,000 paths to compare. */
export function matchPaths(globs: readonly string[]): PathMatcher {
  if (globs.length === 0) return () => false;
  // With s: a name may hold a line break.
  const any = new RegExp(globs.map((glob) => picomatch.makeRe(glob, { dot: true }).source).join('|'), 's');
  return (path) => any.test(path);
}

/** In words why a glob can never match a path of an image, or nothing. */
export function globProblem(glob: string): string | undefined {
  const problem = pathProblem(glob) ?? bracketProblem(glob);
  return problem && `the glob "${glob}" can match nothing: ${problem}`;
}

function pathProblem(glob: string): string | undefined {
  if (glob !== glob.trim()) return 'it has a blank at one end';
  if (glob.startsWith('!')) return 'a negated glob is what "except" is for';
  if (!glob.startsWith('/') && !glob.startsWith('**'))
    return `paths start with a slash: "/${glob}" or "**/${glob}"`;
  if (glob.includes('\\')) return 'folders are parted by "/"';
  if (glob.endsWith('/')) return `it ends with a slash: "${glob}**" means all below that folder`;
  if (glob.includes('//')) return 'it has two slashes in a row';
  if (glob.split('/').some((name) => name === '.' || name === '..')) return 'paths have no "." and no ".."';
  return undefined;
}

function bracketProblem(glob: string): string | undefined {
  for (const [open, close] of ['[]', '{}', '()']) {
    if (glob.split(open ?? '').length !== glob.split(close ?? '').length)
      return `it lacks a "${open}" or a "${close}"`;
  }
  return /\[\]|\{\}/.test(glob) ? 'it has an empty choice' : undefined;
}

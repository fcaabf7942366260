/** What the engine puts into each container by itself, with all that is in it. */
const ENGINE_MADE = [
  '/.dockerenv',
  '/dev',
  '/etc/hostname',
  '/etc/hosts',
  '/etc/mtab',
  '/etc/resolv.conf',
  '/proc',
  '/run/.containerenv',
  '/sys',
];

/**
 * What a container wrote, of the paths that differ from its image (`docker diff`). A folder that differs only because of
 * what is in it is not named, nor is anything in a mount or made by the engine.
 */
export function writtenPaths(changes: readonly string[], mounts: readonly string[]): string[] {
  const foreign = [...ENGINE_MADE, ...mounts].map((path) => path.replace(/\/+$/, ''));
  const parents = new Set(changes.flatMap(parentsOf));
  return changes
    .filter(
      (path) => !parents.has(path) && !foreign.some((own) => path === own || path.startsWith(`${own}/`)),
    )
    .sort();
}

/** `/a/b/c` → `/a`, `/a/b`. */
function parentsOf(path: string): string[] {
  const names = path.split('/').slice(1, -1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
}

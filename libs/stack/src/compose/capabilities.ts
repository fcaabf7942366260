import type { Settings } from './engine-key.ts';

const ALL = 'ALL';
const PREFIX = 'CAP_';

/**
 * `cap_add` and `cap_drop` as the docker client and Compose hand them on: by their full names, sorted, and what is added
 * is not dropped.
 */
export function withCapabilities(host: Settings): Settings {
  const added = fullNames(host.CapAdd);
  const dropped = fullNames(host.CapDrop).filter((name) => !added.includes(name));
  const { CapAdd: _, CapDrop: __, ...rest } = host;
  return {
    ...rest,
    ...(added.length > 0 && { CapAdd: added }),
    ...(dropped.length > 0 && { CapDrop: dropped }),
  };
}

function fullNames(value: unknown): string[] {
  const names = (Array.isArray(value) ? value : []).map((name) => {
    const upper = String(name).trim().toUpperCase();
    return upper === ALL || upper.startsWith(PREFIX) ? upper : `${PREFIX}${upper}`;
  });
  return names.includes(ALL) ? [ALL] : [...new Set(names)].sort();
}

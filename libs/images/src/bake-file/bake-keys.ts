/** What bake reads in each block, by its kind: what it knows is Drydock's to honour. Of buildx 0.29. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  target: [
    ...['annotations', 'args', 'attest', 'cache-from', 'cache-to', 'call', 'context', 'contexts'],
    ...['description', 'dockerfile', 'dockerfile-inline', 'entitlements', 'extra-hosts', 'inherits'],
    ...['labels', 'matrix', 'name', 'network', 'no-cache', 'no-cache-filter', 'output', 'platforms'],
    ...['pull', 'secret', 'shm-size', 'ssh', 'tags', 'target', 'ulimits'],
  ],
  group: ['targets', 'description'],
  variable: ['default', 'description', 'type', 'validation'],
};

/** Of the objects in a value, where bake drops the keys that it does not know: in others, they are handed on. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  secret: ['id', 'src', 'env', 'type'],
  ssh: ['id', 'paths'],
};

export const BLOCKS = ['target', 'group', 'variable', 'function'];

/** What may stand in a block or a value. Nothing when bake itself refuses what it does not know there. */
export function knownKeys(
  kind: 'block' | 'attribute' | 'field',
  name: string,
): readonly string[] | undefined {
  if (kind === 'block') return Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  return kind === 'attribute' && Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
}

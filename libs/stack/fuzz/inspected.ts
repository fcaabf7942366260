/** What `docker inspect` says of a container, without what tells two of the same kind apart. */
export interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Config: Readonly<Record<string, unknown>> & {
    readonly Hostname: string;
    readonly Labels: Readonly<Record<string, string>> | null;
    readonly Env: readonly string[] | null;
  };
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly Mounts: readonly Readonly<Record<string, unknown>>[];
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, Endpoint>> | null };
  readonly [key: string]: unknown;
}

interface Endpoint {
  readonly Aliases: readonly string[] | null;
  readonly [key: string]: unknown;
}

/** Of the engine's own making, or of the moment. */
const ASIDE = [
  'Id',
  'Name',
  'Created',
  'State',
  'ResolvConfPath',
  'HostnamePath',
  'HostsPath',
  'LogPath',
  'GraphDriver',
  'Storage',
  'AppArmorProfile',
];
const OWN_LABELS = /^(com\.docker\.compose|dev\.drydock|org\.testcontainers)/;
/** Lists that the engine keeps in the order they were given, which Compose leaves to chance. */
const UNORDERED = [
  'Binds',
  'Mounts',
  'ExtraHosts',
  'Ulimits',
  'Aliases',
  'Env',
  'MaskedPaths',
  'ReadonlyPaths',
];

/** `rename` gives the things of a stack the names that they have in the compose file. */
export function comparable(container: Inspected, rename: (text: string) => string): unknown {
  const ownName = container.Name.replace(/^\//, '');
  const { Config, NetworkSettings } = container;
  const Labels = Object.entries(Config.Labels ?? {}).filter(([key]) => !OWN_LABELS.test(key));
  const hostname = container.Id.startsWith(Config.Hostname) ? 'its own' : Config.Hostname;
  const networks = Object.entries(NetworkSettings.Networks ?? {}).map(([name, endpoint]) => {
    const Aliases = (endpoint.Aliases ?? []).filter((alias) => alias !== ownName);
    return [name, { ...endpoint, Aliases: [...new Set(Aliases)], NetworkID: '', DNSNames: null }];
  });
  const rest = Object.fromEntries(Object.entries(container).filter(([key]) => !ASIDE.includes(key)));
  const kept = {
    ...rest,
    Config: { ...Config, Hostname: hostname, Labels: Object.fromEntries(Labels) },
    NetworkSettings: { Networks: Object.fromEntries(networks) },
  };
  return canonical(kept, rename);
}

/** With names of the file, sorted keys, and lists sorted where their order means nothing. */
export function canonical(value: unknown, rename: (text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return rename(value).replace(/\b[0-9a-f]{64}\b/g, 'nameless');
  if (Array.isArray(value)) {
    const list = value.map((one) => canonical(one, rename));
    return UNORDERED.includes(key)
      ? list.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
      : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([name, one]) => [rename(name), canonical(one, rename, name)] as const,
  );
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Each place where two values differ, as text. */
export function differences(one: unknown, other: unknown, path = ''): string[] {
  if (isRecord(one) && isRecord(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].flatMap((key) => differences(one[key], other[key], `${path}.${key}`));
  }
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  return [`${path.slice(1)}: Compose ${JSON.stringify(one)}, Drydock ${JSON.stringify(other)}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

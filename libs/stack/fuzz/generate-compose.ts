import { type Random, randomOf } from './random.ts';
import { SERVICE_KEYS } from './service-values.ts';

/** Of an image that holds nothing but its settings. Each process makes its own. */
export const EMPTY_TAG = String(process.pid);

const SERVICES = ['web', 'store', 'worker'];
const NETWORKS = ['front', 'back', 'default'];
const VOLUMES = ['data', 'cache'];
/** In each service, of all that there are. */
const MOST_KEYS = 12;

/** A compose file, which is JSON, as YAML may be. */
export interface GeneratedCompose {
  readonly file: string;
  /** What the file refers to, by name. */
  readonly beside: Readonly<Record<string, string>>;
}

export function generateCompose(seed: string, index: number): GeneratedCompose {
  const random = randomOf(`${seed}/${index}`);
  const names = random.some(SERVICES, SERVICES.length);
  const services = Object.fromEntries(
    names.map((name, place) => [name, service(random, names.slice(0, place))]),
  );
  const file = {
    'x-generated': { seed, index },
    services,
    networks: {
      front: network(random),
      back: network(random),
      ...(random.oneIn(2) ? { default: network(random) } : {}),
    },
    volumes: Object.fromEntries(
      VOLUMES.map((name) => [name, volume(random, `${name}-of-$COMPOSE_PROJECT_NAME`)]),
    ),
    configs: {
      settings: { content: 'level=$$HOME' },
      motd: { file: './motd.txt' },
    },
    secrets: { password: { file: './password.txt' }, token: { environment: 'TOKEN' } },
  };
  return {
    file: JSON.stringify(file, null, 2),
    beside: {
      'motd.txt': 'hello\n',
      'password.txt': 'secret\n',
      'more.env': '# comment\nFROM_FILE="a b"\nLITERAL=\'$HOME\'\n',
      '.env': `TOKEN=from dotenv\nTAG=${EMPTY_TAG}\n`,
    },
  };
}

function service(random: Random, earlier: readonly string[]): Record<string, unknown> {
  const keys = random.some(Object.keys(SERVICE_KEYS), MOST_KEYS);
  const chosen = Object.fromEntries(keys.map((key) => [key, random.pick(SERVICE_KEYS[key] ?? [])]));
  const { network_mode: mode, uts, read_only: isReadOnly } = chosen;
  return {
    image: 'drydock-fuzz/empty:$TAG',
    ...chosen,
    ...(mode === undefined && random.oneIn(2) ? { networks: memberships(random) } : {}),
    ...(earlier.length > 0 && random.oneIn(3) ? { depends_on: dependencies(random, earlier) } : {}),
    // Next to another's network or name of the machine, the engine does not take these.
    ...(mode === undefined ? {} : withoutNetwork),
    // Compose creates such a container, and cannot start it.
    ...(isReadOnly === true ? { configs: undefined, secrets: undefined } : {}),
    ...(uts === undefined ? {} : { hostname: undefined, domainname: undefined }),
  };
}

const withoutNetwork = { ports: undefined, hostname: undefined, extra_hosts: undefined, dns: undefined };

function memberships(random: Random): unknown {
  const networks = random.some(NETWORKS, NETWORKS.length);
  if (random.oneIn(3)) return networks;
  return Object.fromEntries(
    networks.map((name) => [
      name,
      random.pick([null, {}, { aliases: ['www'] }, { aliases: ['a', 'b'], priority: random.number(100) }]),
    ]),
  );
}

function dependencies(random: Random, earlier: readonly string[]): unknown {
  if (random.oneIn(2)) return [...earlier];
  const conditions = ['service_started', 'service_completed_successfully'];
  return Object.fromEntries(
    earlier.map((name) => [name, { condition: random.pick(conditions), restart: random.oneIn(2) }]),
  );
}

function network(random: Random): unknown {
  return random.pick([
    null,
    {},
    { driver: 'bridge' },
    { internal: true },
    { labels: { tier: 'front' }, attachable: true },
    { driver_opts: { 'com.docker.network.bridge.enable_icc': 'false' } },
    { 'x-note': 'nothing' },
  ]);
}

function volume(random: Random, name: string): unknown {
  return random.pick([
    null,
    {},
    { name },
    { driver: 'local' },
    { labels: { keep: 'no', price: '5$$' } },
    { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' } },
  ]);
}

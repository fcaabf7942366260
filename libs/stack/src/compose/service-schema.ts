import { z } from 'zod';
import { ENGINE_KEYS } from './engine-keys.ts';
import { bytes, duration, meaningless, number, refused, strict, strings, textMap } from './schema-parts.ts';

const ONE = 'must be 1: Drydock starts one container of each service';
const NO_HOOKS = 'Drydock runs no command inside of a container: leave it out';
export const NO_MODELS = 'Drydock runs no models: leave it out';
const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;

const port = strict({
  target: z.number(),
  /** Absent: any that is free. May be a range. */
  published: z.string().nullish(),
  host_ip: z.string().nullish(),
  protocol: z.string().default('tcp'),
  // Without a meaning outside of Swarm.
  mode: meaningless.optional(),
  name: meaningless.optional(),
  app_protocol: meaningless.optional(),
});

const volumeMount = strict({
  type: z.enum(['volume', 'bind', 'tmpfs', 'image'], {
    error: 'must be volume, bind, tmpfs or image: Drydock mounts nothing else',
  }),
  /** Absent: a volume without a name. */
  source: z.string().nullish(),
  target: z.string(),
  read_only: z.boolean().default(false),
  consistency: z.string().nullish(),
  volume: strict({
    nocopy: z.boolean().default(false),
    subpath: z.string().nullish(),
    labels: textMap.nullish(),
  }).nullish(),
  bind: strict({
    create_host_path: z.boolean().default(false),
    propagation: z.string().nullish(),
    selinux: z.string().nullish(),
    recursive: z.enum(['enabled', 'disabled', 'writable', 'readonly']).nullish(),
  }).nullish(),
  tmpfs: strict({ size: bytes.nullish(), mode: number.nullish() }).nullish(),
  image: strict({ subpath: z.string().nullish() }).nullish(),
});

const endpoint = strict({
  aliases: strings.default([]),
  priority: number.default(0),
  gw_priority: number.nullish(),
  ipv4_address: z.string().nullish(),
  ipv6_address: z.string().nullish(),
  link_local_ips: strings.nullish(),
  mac_address: z.string().nullish(),
  driver_opts: textMap.nullish(),
  interface_name: z.string().nullish(),
});

/** Where a file of `configs` or `secrets` is found. */
const grant = strict({
  source: z.string(),
  target: z.string().nullish(),
  mode: z.union([z.string(), z.number()]).nullish(),
  uid: z.string().nullish(),
  gid: z.string().nullish(),
});

export const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'] as const;

const dependency = strict({
  condition: z.enum(CONDITIONS),
  required: z.boolean().default(true),
  restart: meaningless.optional(), // for commands of Compose that replace one container of a project that runs
});

export const serviceSchema = strict({
  ...Object.fromEntries(Object.entries(ENGINE_KEYS).map(([key, { schema }]) => [key, schema.nullish()])),
  image: z.string().nullish(),
  build: meaningless.optional(), // whether there is one is all that counts: it is for those who build
  command: strings.nullish(),
  entrypoint: strings.nullish(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  labels: textMap.default({}),
  container_name: z.string().nullish(),
  ports: z.array(port).default([]),
  expose: z.array(z.union([z.string(), z.number()]).transform(String)).default([]),
  networks: z.record(z.string(), endpoint.nullable()).default({}),
  network_mode: z.string().nullish(),
  mac_address: z.string().nullish(),
  links: strings.default([]),
  ipc: z.string().nullish(),
  pid: z.string().nullish(),
  volumes: z.array(volumeMount).default([]),
  volumes_from: strings.default([]),
  configs: z.array(grant).default([]),
  secrets: z.array(grant).default([]),
  read_only: z.boolean().default(false),
  stop_grace_period: duration.nullish(),
  depends_on: z.record(z.string(), dependency).default({}),
  // What is there is run, whatever Compose would pull or build first.
  pull_policy: meaningless.optional(),
  // Known to Compose's own commands only; `config` has applied them, or `up` gives them no meaning.
  attach: meaningless.optional(),
  develop: meaningless.optional(),
  profiles: meaningless.optional(),
  extends: meaningless.optional(),
  env_file: meaningless.optional(),
  label_file: meaningless.optional(),
  scale: refused(ONE, (value) => value === 1),
  post_start: refused(NO_HOOKS, isEmpty),
  pre_start: refused(NO_HOOKS, isEmpty),
  pre_stop: refused(NO_HOOKS, isEmpty),
  provider: refused('Drydock starts containers only: leave the service out, or stand one in for it'),
  models: refused(NO_MODELS),
  credential_spec: refused('is for Windows, where Drydock does not run'),
  external_links: refused('a stack reaches no container outside of it: use an external network'),
  use_api_socket: refused('Drydock hands the engine to no service: mount the socket if you mean to'),
});

export type ComposeService = z.output<typeof serviceSchema>;
export type ComposeMount = z.output<typeof volumeMount>;
export type ComposeEndpoint = z.output<typeof endpoint>;
export type ComposeGrant = z.output<typeof grant>;

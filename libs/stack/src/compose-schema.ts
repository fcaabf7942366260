import { z } from 'zod';

// What `docker compose config --format json` prints, as far as Drydock honours it. Every object is
// strict: a key that is missing here is an error for its author, never a setting that has no effect.

const port = z.strictObject({
  mode: z.literal('ingress').default('ingress'),
  // Drydock publishes on loopback only, and so must the file, or the two would differ.
  host_ip: z.literal('127.0.0.1', { error: 'must be 127.0.0.1: write "127.0.0.1:8010:80"' }),
  target: z.number(),
  published: z.string().regex(/^\d+$/, 'must be one port number'),
  protocol: z.literal('tcp'),
});

const volumeMount = z.strictObject({
  type: z.literal('volume'),
  source: z.string(),
  target: z.string(),
  read_only: z.boolean().default(false),
  volume: z.strictObject({}).optional(),
});

const service = z.strictObject({
  image: z.string(),
  command: z.array(z.string()).nullish(),
  entrypoint: z.array(z.string()).nullish(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(port).max(1, 'must publish at most one port, the one that answers HTTP').default([]),
  networks: z
    .record(z.string(), z.strictObject({ aliases: z.array(z.string()).default([]) }).nullable())
    .refine((networks) => Object.keys(networks).length === 1, 'must name exactly one network'),
  volumes: z.array(volumeMount).default([]),
  tmpfs: z.array(z.string()).default([]),
  user: z.string().nullish(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  mem_limit: z.string().regex(/^\d+$/).nullish(),
  cpus: z.number().nullish(),
  pids_limit: z.number().nullish(),
  init: z.boolean().nullish(),
  stop_grace_period: z.string().nullish(),
  logging: z
    .strictObject({ driver: z.string(), options: z.record(z.string(), z.string()).default({}) })
    .nullish(),
  // Accepted because the stack keeps these promises by its nature: it pulls nothing, restarts
  // nothing, and starts all services at once, which each of them has to bear anyway.
  pull_policy: z.literal('never', { error: 'must be "never": Drydock pulls no image' }),
  restart: z.literal('no', { error: 'must be "no": Drydock restarts no container' }).default('no'),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(['service_started', 'service_healthy']),
        required: z.boolean().optional(),
      }),
    )
    .default({}),
});

const network = z.strictObject({ name: z.string(), ipam: z.strictObject({}).optional() });
const volume = z.strictObject({ name: z.string() });

export const composeSchema = z
  .strictObject({
    name: z.string(),
    services: z.record(z.string(), service),
    networks: z.record(z.string(), network),
    volumes: z.record(z.string(), volume).default({}),
  })
  .refine((file) => Object.keys(file.networks).length === 1, {
    path: ['networks'],
    error: 'must declare exactly one network',
  });

export type ComposeService = z.output<typeof service>;

import { z } from 'zod';
import { meaningless, refused, strict, textMap } from './schema-parts.ts';

const external = z.boolean().default(false);

const pool = strict({
  subnet: z.string().nullish(),
  gateway: z.string().nullish(),
  ip_range: z.string().nullish(),
  aux_addresses: textMap.nullish(),
});

export const networkSchema = strict({
  name: z.string(),
  external,
  driver: z.string().nullish(),
  driver_opts: textMap.default({}),
  ipam: strict({
    driver: z.string().nullish(),
    config: z.array(pool).default([]),
    options: textMap.default({}),
  }).nullish(),
  internal: z.boolean().default(false),
  attachable: z.boolean().default(false),
  enable_ipv4: z.boolean().nullish(),
  enable_ipv6: z.boolean().nullish(),
  labels: textMap.default({}),
});

export const volumeSchema = strict({
  name: z.string(),
  external,
  driver: z.string().nullish(),
  driver_opts: textMap.default({}),
  labels: textMap.default({}),
});

const NO_SWARM = 'is kept by Swarm, which Drydock does not use: give it a "file" instead';

/** Of `configs` and `secrets`. */
export const sourceSchema = strict({
  name: meaningless.optional(),
  file: z.string().nullish(),
  content: z.string().nullish(),
  environment: z.string().nullish(),
  labels: meaningless.optional(),
  external: refused(NO_SWARM, (value) => value === false),
  driver: refused(NO_SWARM),
  driver_opts: refused(NO_SWARM),
  template_driver: refused(NO_SWARM),
});

export type ComposeNetwork = z.output<typeof networkSchema>;
export type ComposeVolume = z.output<typeof volumeSchema>;
export type ComposeSource = z.output<typeof sourceSchema>;

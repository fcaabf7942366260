import { z } from 'zod';
import { type Effect, engineKey, type Settings } from './engine-key.ts';
import { bytes, meaningless, number, refused, strict, strings, textMap } from './schema-parts.ts';

const NANO = 1e9;
/** The engine's names of restart policies, where Swarm has others. */
const RESTARTS: Readonly<Record<string, string>> = { none: 'no', any: 'always' };

export function restartPolicy(condition: string, attempts = 0): Settings {
  return { Name: RESTARTS[condition] ?? condition, MaximumRetryCount: attempts };
}

const ulimit = z.union([number, strict({ soft: number, hard: number })]);

export const ULIMITS = engineKey(z.record(z.string(), ulimit), (ulimits) => {
  const list = Object.entries(ulimits).map(([name, limit]) => {
    const { soft, hard } = typeof limit === 'number' ? { soft: limit, hard: limit } : limit;
    return { Name: name, Soft: soft, Hard: hard };
  });
  const flags = list.flatMap(({ Name, Soft, Hard }) => ['--ulimit', `${Name}=${Soft}:${Hard}`]);
  return { host: { Ulimits: list }, flags };
});

const device = strict({ source: z.string(), target: z.string(), permissions: z.string().default('rwm') });

export const DEVICES = engineKey(z.array(device), (devices) => ({
  host: {
    Devices: devices.map(({ source, target, permissions }) => ({
      PathOnHost: source,
      PathInContainer: target,
      CgroupPermissions: permissions,
    })),
  },
  flags: devices.flatMap((one) => ['--device', `${one.source}:${one.target}:${one.permissions}`]),
}));

const deviceRequest = strict({
  driver: z.string().default(''),
  count: number.default(0),
  device_ids: strings.nullish(),
  capabilities: strings.default([]),
  options: textMap.nullish(),
});

function requestOf(request: z.output<typeof deviceRequest>, ...more: readonly string[]): Settings {
  return {
    Driver: request.driver,
    Count: request.count,
    DeviceIDs: request.device_ids ?? null,
    Capabilities: [[...request.capabilities, ...more]],
    Options: request.options ?? null,
  };
}

export const GPUS = engineKey(z.array(deviceRequest), (gpus) => ({
  host: { DeviceRequests: gpus.map((gpu) => requestOf(gpu, 'gpu')) },
}));

/** Compose 2 prints these keys with a capital. */
function lowerCase(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key.toLowerCase(), one]));
}
const rates = z.array(z.preprocess(lowerCase, z.strictObject({ path: z.string(), rate: bytes })));
const weights = z.array(z.preprocess(lowerCase, z.strictObject({ path: z.string(), weight: number })));

export const BLKIO = engineKey(
  strict({
    weight: number.optional(),
    weight_device: weights.optional(),
    device_read_bps: rates.optional(),
    device_read_iops: rates.optional(),
    device_write_bps: rates.optional(),
    device_write_iops: rates.optional(),
  }),
  (blkio) => {
    const throttles = (name: string, list: z.output<typeof rates> = []) =>
      list.length > 0 && { [name]: list.map(({ path, rate }) => ({ Path: path, Rate: rate })) };
    const weighed = (blkio.weight_device ?? []).map(({ path, weight }) => ({ Path: path, Weight: weight }));
    return {
      host: {
        ...(blkio.weight && { BlkioWeight: blkio.weight }),
        ...(weighed.length > 0 && { BlkioWeightDevice: weighed }),
        ...throttles('BlkioDeviceReadBps', blkio.device_read_bps),
        ...throttles('BlkioDeviceReadIOps', blkio.device_read_iops),
        ...throttles('BlkioDeviceWriteBps', blkio.device_write_bps),
        ...throttles('BlkioDeviceWriteIOps', blkio.device_write_iops),
      },
    };
  },
);

const deploySchema = strict({
  replicas: refused('must be 1: Drydock starts one container of each service', (value) => value === 1),
  resources: strict({
    limits: strict({ cpus: number.nullish(), memory: bytes.nullish(), pids: number.nullish() }).nullish(),
    reservations: strict({
      memory: bytes.nullish(),
      devices: z.array(deviceRequest).default([]),
      cpus: meaningless.optional(),
      generic_resources: meaningless.optional(),
    }).nullish(),
  }).nullish(),
  restart_policy: strict({
    condition: z.string().default('any'),
    max_attempts: number.nullish(),
    delay: meaningless.optional(),
    window: meaningless.optional(),
  }).nullish(),
  // For Swarm. `docker compose up` gives these no meaning either.
  mode: meaningless.optional(),
  labels: meaningless.optional(),
  update_config: meaningless.optional(),
  rollback_config: meaningless.optional(),
  placement: meaningless.optional(),
  endpoint_mode: meaningless.optional(),
});

export const DEPLOY = engineKey(deploySchema, ({ resources, restart_policy: restart }): Effect => {
  const { limits, reservations } = resources ?? {};
  const devices = (reservations?.devices ?? []).map((one) => requestOf(one));
  const flags = [
    ...(limits?.memory ? ['--memory', String(limits.memory)] : []),
    ...(limits?.cpus ? ['--cpus', String(limits.cpus)] : []),
    ...(limits?.pids ? ['--pids-limit', String(limits.pids)] : []),
  ];
  return {
    host: {
      ...(limits?.memory && { Memory: limits.memory }),
      ...(limits?.cpus && { NanoCpus: Math.round(limits.cpus * NANO) }),
      ...(limits?.pids && { PidsLimit: limits.pids }),
      ...(reservations?.memory && { MemoryReservation: reservations.memory }),
      ...(devices.length > 0 && { DeviceRequests: devices }),
      ...(restart && { RestartPolicy: restartPolicy(restart.condition, restart.max_attempts ?? 0) }),
    },
    flags,
  };
});

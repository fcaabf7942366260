import { z } from 'zod';
import type { HistoryEntry, ImageConfig } from './image-contents.ts';

const list = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const names = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => Object.keys(value ?? {}).sort());
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const nanoseconds = z
  .number()
  .nullish()
  .transform((value) => (value ? value / 1_000_000 : undefined));

/** The configuration of an image, as OCI and Docker write it. Other keys concern nobody here. */
const imageConfigSchema = z.object({
  os: text,
  architecture: text,
  variant: text,
  rootfs: z.object({ diff_ids: list }),
  history: z
    .array(z.object({ created_by: text, comment: text, empty_layer: z.boolean().optional() }))
    .nullish()
    .transform((value) => value ?? []),
  config: z
    .object({
      User: text,
      WorkingDir: text,
      Entrypoint: list,
      Cmd: list,
      Env: list,
      ExposedPorts: names,
      Volumes: names,
      Labels: z
        .record(z.string(), z.string())
        .nullish()
        .transform((value) => value ?? {}),
      StopSignal: z.string().optional(),
      Healthcheck: z
        .object({
          Test: list,
          Interval: nanoseconds,
          Timeout: nanoseconds,
          StartPeriod: nanoseconds,
          StartInterval: nanoseconds,
          Retries: z.number().optional(),
        })
        .nullish(),
    })
    .nullish(),
});

export interface ImageDescription {
  readonly config: ImageConfig;
  readonly history: readonly HistoryEntry[];
  /** Of its layers, lowest first. */
  readonly diffIds: readonly string[];
  /** Of the architecture, such as `v7` of `arm`. Empty for most. */
  readonly variant: string;
}

/** Nothing when the text is another document of the archive, such as a manifest. */
export function parseImageConfig(json: string): ImageDescription | undefined {
  const { data } = imageConfigSchema.safeParse(JSON.parse(json));
  if (!data) return undefined;
  const config = data.config;
  const health = config?.Healthcheck;
  return {
    diffIds: data.rootfs.diff_ids,
    variant: data.variant,
    history: data.history.map(({ created_by, comment, empty_layer }) => {
      return { createdBy: created_by, comment, hasLayer: empty_layer !== true };
    }),
    config: {
      os: data.os,
      architecture: data.architecture,
      user: config?.User ?? '',
      workingDir: config?.WorkingDir ?? '',
      entrypoint: config?.Entrypoint ?? [],
      cmd: config?.Cmd ?? [],
      env: Object.fromEntries((config?.Env ?? []).map(nameAndValue)),
      exposedPorts: config?.ExposedPorts ?? [],
      volumes: config?.Volumes ?? [],
      labels: config?.Labels ?? {},
      stopSignal: config?.StopSignal,
      healthcheck: health
        ? {
            test: health.Test,
            intervalMs: health.Interval,
            timeoutMs: health.Timeout,
            startPeriodMs: health.StartPeriod,
            startIntervalMs: health.StartInterval,
            retries: health.Retries,
          }
        : undefined,
    },
  };
}

function nameAndValue(setting: string): [string, string] {
  const equals = setting.indexOf('=');
  return equals < 0 ? [setting, ''] : [setting.slice(0, equals), setting.slice(equals + 1)];
}

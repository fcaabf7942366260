import { z } from 'zod';
import { ArchiveDamage } from './archive-damage.ts';
import type { HistoryEntry, ImageConfig } from './image-contents.ts';

// As Go reads JSON: null is unset, wherever it stands.
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const list = z
  .array(text)
  .nullish()
  .transform((value) => value ?? []);
const names = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => Object.keys(value ?? {}).sort());
const nanoseconds = z
  .number()
  .nullish()
  .transform((value) => (value ? value / 1_000_000 : undefined));

/** The configuration of an image, as OCI and Docker write it. Other keys concern nobody here. */
const imageConfigSchema = z.object({
  os: text,
  architecture: text,
  variant: text,
  'os.version': text,
  rootfs: z.object({ diff_ids: list }),
  history: z
    .array(z.object({ created_by: text, comment: text, empty_layer: z.boolean().nullish() }).nullable())
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
        .record(z.string(), text)
        .nullish()
        .transform((value) => value ?? {}),
      StopSignal: z.string().nullish(),
      Healthcheck: z
        .object({
          Test: list,
          Interval: nanoseconds,
          Timeout: nanoseconds,
          StartPeriod: nanoseconds,
          StartInterval: nanoseconds,
          Retries: z.number().nullish(),
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
  /** Of Windows, such as `10.0.20348.2113`. Empty for others. */
  readonly osVersion: string;
}

/**
 * Nothing when the text is another document of the archive, such as a manifest. Throws, with the name of the field,
 * when it is the configuration of an image that no engine would take.
 */
export function parseImageConfig(json: string): ImageDescription | undefined {
  const document: unknown = JSON.parse(json);
  const { data, error } = imageConfigSchema.safeParse(document);
  if (!data) {
    if (!isConfig(document)) return undefined;
    const [issue] = error.issues;
    throw new ArchiveDamage(`${issue?.path.join('.')} of the configuration: ${issue?.message}`);
  }
  const config = data.config;
  const health = config?.Healthcheck;
  return {
    diffIds: data.rootfs.diff_ids,
    variant: data.variant,
    osVersion: data['os.version'],
    history: data.history.map((entry) => {
      const { created_by = '', comment = '', empty_layer } = entry ?? {};
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
      stopSignal: config?.StopSignal ?? undefined,
      healthcheck: health
        ? {
            test: health.Test,
            intervalMs: health.Interval,
            timeoutMs: health.Timeout,
            startPeriodMs: health.StartPeriod,
            startIntervalMs: health.StartInterval,
            retries: health.Retries ?? undefined,
          }
        : undefined,
    },
  };
}

/** The layers that it names are what makes a document the configuration of an image. */
function isConfig(document: unknown): boolean {
  const { rootfs } = (document ?? {}) as { rootfs?: { diff_ids?: unknown } | null };
  return Array.isArray(rootfs?.diff_ids);
}

function nameAndValue(setting: string): [string, string] {
  const equals = setting.indexOf('=');
  return equals < 0 ? [setting, ''] : [setting.slice(0, equals), setting.slice(equals + 1)];
}

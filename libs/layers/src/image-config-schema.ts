import { z } from 'zod';
import { DocumentDamage } from './archive-damage.ts';
import { fieldOf, goObject, isRecord, list, names, text, texts } from './go-json.ts';
import type { HistoryEntry, ImageConfig } from './image-contents.ts';

const nanoseconds = z
  .number()
  .nullish()
  .transform((value) => (value ? value / 1_000_000 : undefined));

const healthcheck = goObject({
  Test: list,
  Interval: nanoseconds,
  Timeout: nanoseconds,
  StartPeriod: nanoseconds,
  StartInterval: nanoseconds,
  Retries: z.number().nullish(),
});

const config = {
  User: text,
  WorkingDir: text,
  Entrypoint: list,
  Cmd: list,
  Env: list,
  ExposedPorts: names,
  Volumes: names,
  Labels: texts,
  StopSignal: z.string().nullish(),
  StopTimeout: z.number().nullish(),
  OnBuild: list,
  Shell: list,
  Healthcheck: healthcheck.nullish(),
};

/** Of the document around it. */
const top = {
  os: text,
  architecture: text,
  variant: text,
  'os.version': text,
  author: text,
  rootfs: goObject({ diff_ids: list }),
  history: z
    .array(goObject({ created_by: text, comment: text, empty_layer: z.boolean().nullish() }).nullable())
    .nullish()
    .transform((value) => value ?? []),
  config: goObject(config).nullish(),
};

/** The configuration of an image, as OCI and Docker write it. */
const imageConfigSchema = goObject(top);

export interface ImageDescription {
  readonly config: ImageConfig;
  readonly history: readonly HistoryEntry[];
  /** Of its layers, lowest first. */
  readonly diffIds: readonly string[];
}

/**
 * Nothing when the text is another document of the archive, such as a manifest. Throws, with the name of the field,
 * when it is the configuration of an image that no engine would take.
 */
export function parseImageConfig(json: string): ImageDescription | undefined {
  const document: unknown = JSON.parse(json);
  if (!isConfig(document)) return undefined;
  const { data, error } = imageConfigSchema.safeParse(document);
  if (!data) {
    const [issue] = error.issues;
    throw new DocumentDamage(`${issue?.path.join('.')} of the configuration: ${issue?.message}`);
  }
  return {
    diffIds: data.rootfs.diff_ids,
    history: data.history.map((entry) => {
      const { created_by = '', comment = '', empty_layer } = entry ?? {};
      return { createdBy: created_by, comment, hasLayer: empty_layer !== true };
    }),
    config: imageConfig(data, document),
  };
}

function imageConfig(data: z.infer<typeof imageConfigSchema>, document: unknown): ImageConfig {
  const { config: own } = data;
  const health = own?.Healthcheck;
  return {
    os: data.os,
    architecture: data.architecture,
    variant: data.variant,
    osVersion: data['os.version'],
    author: data.author,
    user: own?.User ?? '',
    workingDir: own?.WorkingDir ?? '',
    entrypoint: own?.Entrypoint ?? [],
    cmd: own?.Cmd ?? [],
    env: Object.fromEntries((own?.Env ?? []).filter(Boolean).map(nameAndValue)),
    exposedPorts: own?.ExposedPorts ?? [],
    volumes: own?.Volumes ?? [],
    labels: own?.Labels ?? {},
    stopSignal: own?.StopSignal ?? undefined,
    stopTimeoutS: own?.StopTimeout ?? undefined,
    onBuild: own?.OnBuild ?? [],
    shell: own?.Shell ?? [],
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
    others: {
      ...others(document, top, PROVENANCE),
      ...others(fieldOf(document, 'config'), config, /^image$/i),
    },
  };
}

/** What says when, where and from what an image was built, and nothing of how it runs. */
const PROVENANCE =
  /^(?:created|id|parent|comment|container|container_config|docker_version|checksum|size|throwaway|parent_id|layer_id|moby\..*)$/i;

/** The fields that are none of `known`, as JSON. What Go takes for unset is left out. */
function others(value: unknown, known: object, unless: RegExp): Readonly<Record<string, string>> {
  const knownNames = new Set(Object.keys(known).map((name) => name.toLowerCase()));
  const fields = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    fields
      .filter(([name, field]) => !knownNames.has(name.toLowerCase()) && !unless.test(name) && !isUnset(field))
      .map(([name, field]) => [name, JSON.stringify(field)]),
  );
}

function isUnset(value: unknown): boolean {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return value === null || value === false || value === '' || value === 0 || isEmpty;
}

/** The layers that it names are what makes a document the configuration of an image. */
function isConfig(document: unknown): boolean {
  return Array.isArray(fieldOf(fieldOf(document, 'rootfs'), 'diff_ids')) || isWithoutLayers(document);
}

/** An image that is all configuration may leave the list out, and says what it is for. */
function isWithoutLayers(document: unknown): boolean {
  return isRecord(fieldOf(document, 'rootfs')) && typeof fieldOf(document, 'architecture') === 'string';
}

function nameAndValue(setting: string): [string, string] {
  const equals = setting.indexOf('=');
  return equals < 0 ? [setting, ''] : [setting.slice(0, equals), setting.slice(equals + 1)];
}

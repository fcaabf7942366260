import { type HistoryEntry, type ImageConfig, platformOf } from '@drydock/layers';

/** A field of the configuration that two images do not share. Absent: the image does not set it. */
export interface FieldChange {
  /** `user`, `env PATH`, `label org.opencontainers.image.version`, … */
  readonly field: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** What differs between two configurations, in the order in which people ask. */
export function compareConfig(before: ImageConfig, after: ImageConfig): FieldChange[] {
  const a = fields(before);
  const b = fields(after);
  const changes = [...new Set([...a.keys(), ...b.keys()])].flatMap((field) => {
    const change = { field, before: a.get(field), after: b.get(field) };
    return change.before === change.after ? [] : [change];
  });
  return [...changes, ...orderOfVariables(before, after)];
}

/** The same variables one after another in another order, which a program may be given as it is. */
function orderOfVariables(before: ImageConfig, after: ImageConfig): FieldChange[] {
  const [a, b] = [before, after].map(({ env }) => Object.keys(env)) as [string[], string[]];
  const isSameSet = a.length === b.length && a.every((name) => b.includes(name));
  if (!isSameSet || a.join('\0') === b.join('\0')) return [];
  return [{ field: 'order of env', before: a.join(' '), after: b.join(' ') }];
}

/** The steps that two images of the same layers and settings are said to be made by, where these are not the same. */
export function compareHistory(
  before: readonly HistoryEntry[],
  after: readonly HistoryEntry[],
): FieldChange[] {
  const longer = before.length > after.length ? before : after;
  return longer.flatMap((_, index) => {
    const [a, b] = [before[index], after[index]].map((step) => step && stepText(step));
    return a === b ? [] : [{ field: `history step ${index + 1}`, before: a, after: b }];
  });
}

function stepText({ createdBy, comment }: HistoryEntry): string {
  return comment === '' ? createdBy : `${createdBy} (${comment})`;
}

/** The fields that an image sets, as text. */
function fields(config: ImageConfig): ReadonlyMap<string, string> {
  const { healthcheck, env, labels } = config;
  const all: [string, string | readonly string[] | undefined][] = [
    ['platform', platformOf(config)],
    ['user', config.user],
    ['entry point', config.entrypoint],
    ['command', config.cmd],
    ['working folder', config.workingDir],
    ['ports', config.exposedPorts],
    ['volumes', config.volumes],
    ['stop signal', config.stopSignal],
    ['stop timeout', config.stopTimeoutS === undefined ? undefined : `${config.stopTimeoutS} s`],
    ['shell', config.shell],
    ['on build', config.onBuild],
    ['author', config.author],
    ['health check', healthcheck?.test],
    ['health check interval', time(healthcheck?.intervalMs)],
    ['health check timeout', time(healthcheck?.timeoutMs)],
    ['health check start period', time(healthcheck?.startPeriodMs)],
    ['health check start interval', time(healthcheck?.startIntervalMs)],
    ['health check retries', healthcheck?.retries?.toString()],
  ];
  const set = all.flatMap(([name, value]): [string, string][] => {
    if (value === undefined || value.length === 0) return [];
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
  // A variable may be set to nothing, and that is not the same as not being set.
  const variables = Object.entries(env).map(([name, value]): [string, string] => [`env ${name}`, value]);
  const notes = Object.entries(labels).map(([name, value]): [string, string] => [`label ${name}`, value]);
  const others = Object.entries(config.others ?? {}).map(([name, value]): [string, string] => [
    `field ${name}`,
    value,
  ]);
  return new Map([...set, ...variables, ...notes, ...others]);
}

function time(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${ms / 1_000} s`;
}

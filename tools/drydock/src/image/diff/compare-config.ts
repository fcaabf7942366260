import type { ImageConfig } from '@drydock/layers';

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
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((field) => {
    const change = { field, before: a.get(field), after: b.get(field) };
    return change.before === change.after ? [] : [change];
  });
}

/** The fields that an image sets, as text. */
function fields(config: ImageConfig): ReadonlyMap<string, string> {
  const { healthcheck, env, labels } = config;
  const all: [string, string | readonly string[] | undefined][] = [
    ['platform', `${config.os}/${config.architecture}`],
    ['user', config.user],
    ['entry point', config.entrypoint],
    ['command', config.cmd],
    ['working folder', config.workingDir],
    ['ports', config.exposedPorts],
    ['volumes', config.volumes],
    ['stop signal', config.stopSignal],
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
  return new Map([...set, ...variables, ...notes]);
}

function time(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${ms / 1_000} s`;
}

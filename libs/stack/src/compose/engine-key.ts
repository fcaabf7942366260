import type { z } from 'zod';

export type Settings = Readonly<Record<string, unknown>>;

/** What a key of a service means: to the engine, and on the command line of `docker run`. */
export interface Effect {
  /** Fields of the engine's request to create a container. */
  readonly create?: Settings;
  /** Fields of its `HostConfig`. */
  readonly host?: Settings;
  readonly flags?: readonly string[];
}

/** A key whose meaning depends on nothing but its value. */
export interface EngineKey {
  readonly schema: z.ZodType;
  readonly effect: (value: unknown) => Effect;
}

export function engineKey<Schema extends z.ZodType>(
  schema: Schema,
  effect: (value: z.output<Schema>) => Effect,
): EngineKey {
  // The value has been through the schema by then.
  return { schema, effect: (value) => effect(value as z.output<Schema>) };
}

/** A field of the request by another name, and its flag. */
export function createKey(schema: z.ZodType, field: string, flag?: string): EngineKey {
  return engineKey(schema, (value) => ({ create: { [field]: value }, flags: flagsOf(flag, value) }));
}

/** A field of `HostConfig` by another name, and its flag. */
export function hostKey(schema: z.ZodType, field: string, flag?: string): EngineKey {
  return engineKey(schema, (value) => ({ host: { [field]: value }, flags: flagsOf(flag, value) }));
}

function flagsOf(flag: string | undefined, value: unknown): string[] {
  if (flag === undefined || value === false) return [];
  if (value === true) return [flag];
  if (Array.isArray(value)) return value.flatMap((one) => [flag, String(one)]);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, one]) => [flag, `${key}=${one}`]);
  return [flag, String(value)];
}

/** Several effects as one. Of two that set the same field, the later one counts; lists go on. */
export function mergeEffects(effects: readonly Effect[]): Required<Effect> {
  return {
    create: merge(effects.map(({ create }) => create ?? {})),
    host: merge(effects.map(({ host }) => host ?? {})),
    flags: effects.flatMap(({ flags }) => flags ?? []),
  };
}

function merge(all: readonly Settings[]): Settings {
  const merged: Record<string, unknown> = {};
  for (const [key, value] of all.flatMap((one) => Object.entries(one))) {
    const before = merged[key];
    merged[key] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
  }
  return merged;
}

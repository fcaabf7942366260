import { z } from 'zod';

// As Go reads JSON, in which engines are written: null is unset, wherever it stands; the letters of a field's name may
// be large or small; and a field that nobody knows is left alone.

export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

export const list = z
  .array(text)
  .nullish()
  .transform((value) => value ?? []);

/** The keys of a set, in order: Go's sets are maps to nothing. */
export const names = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => Object.keys(value ?? {}).sort());

export const texts = z
  .record(z.string(), text)
  .nullish()
  .transform((value) => value ?? {});

/** An object with these fields. `rest` of what it gives holds the others, null left out. */
export function goObject<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  return z.preprocess((value) => withKnownNames(value, known), z.object(shape));
}

function withKnownNames(value: unknown, known: ReadonlyMap<string, string>): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [known.get(name.toLowerCase()) ?? name, field]),
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field of this name, however it is written. */
export function fieldOf(value: unknown, wanted: string): unknown {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return entries.findLast(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
}

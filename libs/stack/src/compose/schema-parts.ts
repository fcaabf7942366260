import { z } from 'zod';
import { parseDurationNs } from '../parse-duration.ts';

// The pieces that the schemas of a compose file are made of. What is parsed is what `docker compose config` prints.

/** Every object is strict. Compose gives no meaning to keys that start with `x-`, so they are left out. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(withoutExtensions, z.strictObject(shape));
}

function withoutExtensions(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-')));
}

export const strings = z.array(z.string());
/** Compose writes sizes in bytes, and as text. */
export const bytes = z.union([z.number(), z.string().regex(/^-?\d+$/)]).transform(Number);
export const number = z.union([z.number(), z.string()]).transform(Number).pipe(z.number());
export const textMap = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** Nanoseconds. */
export const duration = z.string().transform((text, context) => {
  try {
    return parseDurationNs(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as RangeError).message });
    return z.NEVER;
  }
});

/** Whatever Compose accepts there, because `docker compose up` gives it no meaning either. */
export const meaningless = z.unknown();

/** What Drydock does not do, with what to do about it. Nothing and the value that says nothing are fine. */
export function refused(why: string, isHarmless: (value: unknown) => boolean = () => false) {
  return z
    .unknown()
    .refine((value) => value == null || isHarmless(value), { error: why })
    .optional();
}

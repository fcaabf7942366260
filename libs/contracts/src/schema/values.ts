import { z } from 'zod';
import { parseBytes } from '../byte-size.ts';
import { parseDuration } from '../duration.ts';
import { globProblem } from '../glob.ts';

const text = z.string({ error: ({ input }) => `must be a text in quotes, not ${describe(input)}` });

/** Bytes. */
export const size = measured(parseBytes);
/** Milliseconds. */
export const duration = measured(parseDuration);
/** `2 %` as 0.02. */
export const share = measured((written) => {
  const [, digits] = written.match(/^(\d+(?:\.\d+)?)\s*%$/) ?? [];
  return digits === undefined
    ? { problem: `"${written}" is no tolerance; write it like "2 %"` }
    : Number(digits) / 100;
});

export const count = z.int('must be a whole number').min(0, 'must not be negative');
export const because = text.optional();
export const nonEmpty = text.min(1, 'must not be empty');
export const words = z.array(text, 'must be a list of texts');
export const settings = z.record(
  z.string(),
  z.union([text, z.instanceof(RegExp)], 'must be a text or a pattern'),
);

export const path = pathLike(/^\/$|^(\/[^/]+)+$/);
/** The same where it may be that of a folder, with a slash at its end. */
export const fileOrFolder = pathLike(/^\/$|^(\/[^/]+)+\/?$/);

export const mode = text.refine((written) => /^0[0-7]{3}$|^[1-7][0-7]{3}$/.test(written), {
  error: ({ input }) => `"${input}" is no mode; write four octal digits like "0755"`,
});

export const owner = text.refine((written) => /^\d+:\d+$/.test(written), {
  error: ({ input }) => `"${input}" is no owner; write user and group as numbers, like "65532:65532"`,
});

export const glob = text.superRefine((written, context) => {
  const problem = globProblem(written);
  if (problem) context.addIssue({ code: 'custom', message: problem });
});

function pathLike(form: RegExp) {
  return text.refine((written) => form.test(written), {
    error: ({ input }) => `"${input}" is no path of an image; write it like "/etc/passwd"`,
  });
}

function measured(parse: (written: string) => number | { readonly problem: string }) {
  return text.transform((written, context) => {
    const value = parse(written);
    if (typeof value === 'number') return value;
    context.addIssue({ code: 'custom', message: value.problem });
    return z.NEVER;
  });
}

function describe(input: unknown): string {
  if (input === undefined) return 'nothing';
  return typeof input === 'object' ? 'an object' : `${typeof input} ${String(input)}`;
}

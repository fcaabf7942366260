import { DrydockError } from '@drydock/engine';
import type { z } from 'zod';

/** Parses what bake prints about its file. */
export function parseBakeJson<T>(text: string, schema: z.ZodType<T>, file: string): T {
  const result = schema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const [, name, ...rest] = issue.path.map(String);
    return `${file}: target "${name}", ${rest.join('.')}: ${issue.message}`;
  });
  throw new DrydockError('bake-file', problems[0] ?? `${file} cannot be used`, {
    evidence: problems.slice(1),
  });
}

import { DrydockError } from '@drydock/engine';
import type { z } from 'zod';

/** Parses what bake prints about its file. A key we do not support is named with its target. */
export function parseBakeJson<T>(text: string, schema: z.ZodType<T>, file: string): T {
  const result = schema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const [, name, ...rest] = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      const keys = issue.keys.map((key) => `"${key}"`).join(', ');
      return `${file}: target "${name}" has an unsupported key ${[...rest, keys].join('.')}`;
    }
    return `${file}: target "${name}", ${rest.join('.')}: ${issue.message}`;
  });
  throw new DrydockError('bake-file', problems[0] ?? `${file} cannot be used`, {
    evidence: problems.slice(1),
  });
}

import { z } from 'zod';

/** One line of `--progress rawjson`. BuildKit may add fields, so unknown ones are let through. */
const rawProgressSchema = z.object({
  vertexes: z
    .array(
      z.object({
        digest: z.string(),
        name: z.string().default(''),
        started: z.string().optional(),
        completed: z.string().optional(),
        cached: z.boolean().optional(),
        error: z.string().optional(),
      }),
    )
    .default([]),
  logs: z
    .array(z.object({ vertex: z.string(), stream: z.number().default(1), data: z.string() }))
    .default([]),
});

export type RawProgress = z.infer<typeof rawProgressSchema>;
export type RawVertex = RawProgress['vertexes'][number];

/** Nothing when the line is not progress: buildx prints its errors as text between the events. */
export function parseRawProgress(line: string): RawProgress | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return rawProgressSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

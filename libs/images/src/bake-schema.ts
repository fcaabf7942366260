import { z } from 'zod';

/** The keys of `bake --print` that Drydock understands. Any other key is refused, not skipped. */
const bakeTargetSchema = z.strictObject({
  description: z.string().optional(),
  context: z.string(),
  contexts: z.record(z.string(), z.string()).default({}),
  dockerfile: z.string(),
  args: z.record(z.string(), z.string().nullable()).default({}),
  labels: z.record(z.string(), z.string()).default({}),
  tags: z.array(z.string()).default([]),
  target: z.string().optional(),
  output: z.array(z.looseObject({ type: z.string() })).default([]),
  attest: z.array(z.looseObject({ type: z.string() })).default([]),
  secret: z.array(z.record(z.string(), z.string())).default([]),
  call: z.string().optional(),
  'no-cache': z.boolean().optional(),
});

export const bakePrintSchema = z.strictObject({
  group: z.record(
    z.string(),
    z.strictObject({ targets: z.array(z.string()), description: z.string().optional() }),
  ),
  target: z.record(z.string(), bakeTargetSchema),
});

/** `bake --list type=targets,format=json`. */
export const bakeListSchema = z.array(
  z.object({
    name: z.string(),
    description: z.string().optional(),
    group: z.boolean().optional(),
  }),
);

/** Of `--metadata-file`: what became of each target. */
export const bakeMetadataSchema = z.record(
  z.string(),
  z.looseObject({ 'containerimage.digest': z.string().optional() }),
);

export type BakeTarget = z.infer<typeof bakeTargetSchema>;

const ONLY_IN_SOURCE = ['inherits', 'name', 'matrix'];

/** What may stand in each block of a bake file, by the kind of the block. */
export const supportedKeys: Readonly<Record<string, readonly string[]>> = {
  target: [...Object.keys(bakeTargetSchema.shape), ...ONLY_IN_SOURCE],
  group: ['targets', 'description'],
  variable: ['default', 'description', 'type'],
};

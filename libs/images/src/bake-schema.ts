import { z } from 'zod';

/**
 * What Drydock has to know of a target that `bake --print` tells of. All else in it is between bake and the builder:
 * bake prints what it has understood, and builds what it prints.
 */
const bakeTargetSchema = z.looseObject({
  description: z.string().optional(),
  context: z.string(),
  contexts: z.record(z.string(), z.string()).default({}),
  dockerfile: z.string(),
  'dockerfile-inline': z.string().optional(),
  args: z.record(z.string(), z.string().nullable()).default({}),
  tags: z.array(z.string()).default([]),
  target: z.string().optional(),
  output: z.array(z.looseObject({ type: z.string() })).default([]),
  secret: z.array(z.record(z.string(), z.string())).default([]),
  ssh: z.array(z.looseObject({ id: z.string().optional() })).default([]),
  pull: z.boolean().optional(),
  call: z.string().optional(),
});

export const bakePrintSchema = z.object({
  group: z.record(z.string(), z.object({ targets: z.array(z.string()) })).default({}),
  target: z.record(z.string(), bakeTargetSchema),
});

/** `bake --list type=targets,format=json`: null when there is none. */
export const bakeListSchema = z
  .array(
    z.object({
      name: z.string(),
      description: z.string().optional(),
      group: z.boolean().optional(),
    }),
  )
  .nullable();

/** Of `--metadata-file`: what became of each target. */
export const bakeMetadataSchema = z.record(
  z.string(),
  z.looseObject({ 'containerimage.digest': z.string().optional() }),
);

export type BakeTarget = z.infer<typeof bakeTargetSchema>;

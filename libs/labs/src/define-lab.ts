import { DrydockError } from '@drydock/engine';
import { z } from 'zod';
import type { Check } from './check.ts';

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const name = z.string().regex(NAME, 'must be a name like "keep-it-small"');
const check = z.custom<Check>(
  (value) => typeof (value as Partial<Check> | null)?.look === 'function',
  'must be a check: image(…), builds(…), rebuilds(…), dockerfile(…), runs(…), serves(…) or custom(…)',
);

/** Images of `docker/bake.hcl` that a lab may build on, as `drydock/<name>`. */
export const TOOLCHAINS = ['root', 'node', 'golang', 'maven', 'openjdk', 'runtime', 'healthcheck'] as const;

export type Toolchain = (typeof TOOLCHAINS)[number];

const labSchema = z
  .strictObject({
    title: z.string().min(1),
    /** What it takes a learner, roughly. */
    minutes: z.int().min(1).max(90),
    /** Beside `debian:trixie-slim`, which is always there. */
    needs: z.array(z.enum(TOOLCHAINS)).default([]),
    /** In the order in which they are to be met: a task is looked at once those before it are met. */
    tasks: z
      .array(
        z.strictObject({
          name,
          /** What is to be done, not how: the words of the numbered task in README.md. */
          say: z.string().min(1),
          checks: z.array(check).min(1, 'must hold a check'),
        }),
      )
      .min(1, 'must hold a task'),
    /** A part of what must be said to who has done nothing yet. */
    start: z.strictObject({ says: z.string().min(1) }).optional(),
    /** The folders of `wrong/`: the task that each must fail at, and a part of what must be said then. */
    wrong: z.record(name, z.strictObject({ task: name, says: z.string().min(1) })).default({}),
  })
  .superRefine(({ tasks, wrong }, context) => {
    const names = tasks.map((task) => task.name);
    for (const [index, one] of names.entries())
      if (names.indexOf(one) !== index)
        context.addIssue({ code: 'custom', path: ['tasks', index], message: `"${one}" is there twice` });
    for (const [key, { task }] of Object.entries(wrong))
      if (!names.includes(task))
        context.addIssue({ code: 'custom', path: ['wrong', key], message: `there is no task "${task}"` });
  });

export type LabInput = z.input<typeof labSchema>;
export type LabDefinition = z.output<typeof labSchema>;
export type Task = LabDefinition['tasks'][number];

const defined = new WeakSet<object>();

export function isLab(value: unknown): value is LabDefinition {
  return typeof value === 'object' && value !== null && defined.has(value);
}

/** Checks the definition of a lab. One that makes no sense is the error `lab-invalid`, which tells all that is wrong. */
export function defineLab(input: LabInput): LabDefinition {
  const { success, data, error } = labSchema.safeParse(input);
  if (success) {
    defined.add(data);
    return data;
  }
  const problems = error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  throw new DrydockError('lab-invalid', `the lab "${input.title}" is not valid: ${problems[0]}`, {
    evidence: problems.slice(1),
    nextStep: 'correct its lab.ts',
  });
}

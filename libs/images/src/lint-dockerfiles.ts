import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { z } from 'zod';
import { withUserEnvironment } from './bake-environment.ts';
import { errorLine } from './bake-error.ts';
import { type ImagePlan, type PlanOptions, planImages } from './plan-images.ts';

export interface DockerfileWarning {
  readonly target: string;
  readonly dockerfile: string;
  readonly line: number | undefined;
  /** The name of BuildKit's rule, e.g. `JSONArgsRecommended`; `Error` when the Dockerfile cannot be read. */
  readonly rule: string;
  readonly message: string;
  readonly url: string | undefined;
}

const placeSchema = z.object({
  ranges: z.array(z.object({ start: z.object({ line: z.number() }) })).default([]),
});

const checkSchema = z.object({
  target: z.record(
    z.string(),
    z.object({
      check: z
        .object({
          warnings: z
            .array(
              z.object({
                ruleName: z.string(),
                detail: z.string().default(''),
                url: z.string().optional(),
                location: placeSchema.optional(),
              }),
            )
            .nullable()
            .default([]),
          buildError: z.object({ message: z.string(), location: placeSchema.optional() }).optional(),
        })
        .default({ warnings: [] }),
    }),
  ),
});

/** Checks Dockerfiles with BuildKit's own rules, and builds nothing. No warning is an empty list. */
export async function lintDockerfiles(
  engine: Engine,
  options: PlanOptions,
): Promise<readonly DockerfileWarning[]> {
  const { signal } = options;
  const plan = await planImages(engine, options);
  const client = withUserEnvironment(engine);
  const args = [
    'buildx',
    'bake',
    '--file',
    plan.file,
    '--call',
    'check,format=json',
    ...withoutTargets(plan),
  ];
  // A warning makes the exit code 1 as well, so the output decides.
  const { stdout, stderr } = await runDocker(client, [...args, ...plan.requested], {
    cwd: plan.root,
    signal,
  });
  if (!stdout.startsWith('{')) {
    throw new DrydockError('command-failed', `the Dockerfiles could not be checked: ${errorLine(stderr)}`);
  }
  const { target } = checkSchema.parse(JSON.parse(stdout));
  return Object.entries(target).flatMap(([name, { check }]) => {
    const place = { target: name, dockerfile: plan.targets.get(name)?.dockerfile ?? '' };
    const errors = check.buildError ? [check.buildError] : [];
    return [
      ...errors.map(({ message, location }) => ({
        ...place,
        line: lineOf(location),
        rule: 'Error',
        message,
        url: undefined,
      })),
      ...(check.warnings ?? []).map(({ ruleName, detail, url, location }) => {
        return { ...place, line: lineOf(location), rule: ruleName, message: detail, url };
      }),
    ];
  });
}

/** A check cannot follow `target:…`. The rules look at no file of the image: a folder stands in for it. */
function withoutTargets({ requested, targets }: ImagePlan): string[] {
  return requested.flatMap((name) =>
    Object.entries(targets.get(name)?.contexts ?? {}).flatMap(([context, from]) =>
      from.startsWith('target:')
        ? ['--set', `${name}.contexts.${context}=${targets.get(name)?.context}`]
        : [],
    ),
  );
}

function lineOf(location: z.infer<typeof placeSchema> | undefined): number | undefined {
  return location?.ranges[0]?.start.line;
}

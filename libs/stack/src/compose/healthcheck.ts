import { z } from 'zod';
import { engineKey } from './engine-key.ts';
import { duration, number, strict, strings } from './schema-parts.ts';

const healthcheckSchema = strict({
  test: z.union([strings, z.string()]).nullish(),
  interval: duration.nullish(),
  timeout: duration.nullish(),
  start_period: duration.nullish(),
  start_interval: duration.nullish(),
  retries: number.nullish(),
  disable: z.boolean().default(false),
}).refine((check) => check.start_interval == null || check.start_period != null, {
  path: ['start_interval'],
  error: 'needs start_period beside it',
});

export const HEALTHCHECK = engineKey(healthcheckSchema, (check) => {
  const Healthcheck = {
    Test: testOf(check),
    Interval: check.interval ?? 0,
    Timeout: check.timeout ?? 0,
    StartPeriod: check.start_period ?? 0,
    StartInterval: check.start_interval ?? 0,
    Retries: check.retries ?? 0,
  };
  return { create: { Healthcheck } };
});

function testOf({ test, disable }: z.output<typeof healthcheckSchema>): readonly string[] | undefined {
  if (disable) return ['NONE'];
  return typeof test === 'string' ? ['CMD-SHELL', test] : (test ?? undefined);
}

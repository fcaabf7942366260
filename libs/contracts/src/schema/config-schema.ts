import { z } from 'zod';
import { strictRecord } from './strict-record.ts';
import { because, count, duration, fileOrFolder, nonEmpty, settings, words } from './values.ts';

const port = z
  .union([z.int(), z.string()])
  .transform((written) => (/^\d+$/.test(String(written)) ? `${written}/tcp` : String(written)))
  .refine((written) => /^\d+\/(tcp|udp|sctp)$/.test(written), 'must be a port: 80 or "53/udp"');

const healthcheck = strictRecord({
  test: words,
  interval: duration.optional(),
  timeout: duration.optional(),
  startPeriod: duration.optional(),
  startInterval: duration.optional(),
  retries: count.optional(),
});

export const config = strictRecord({
  user: z.string().optional(),
  entrypoint: words.optional(),
  cmd: words.optional(),
  env: settings.optional(),
  envIncludes: settings.optional(),
  workingDir: z.union([fileOrFolder, z.literal('')]).optional(),
  ports: z.array(port).optional(),
  volumes: z.array(fileOrFolder).optional(),
  stopSignal: z.string().optional(),
  healthcheck: z
    .preprocess((written) => (written === 'none' ? { test: [] } : written), healthcheck)
    .optional(),
  labels: settings.optional(),
  labelsInclude: settings.optional(),
  architecture: nonEmpty.optional(),
  os: nonEmpty.optional(),
  because,
});

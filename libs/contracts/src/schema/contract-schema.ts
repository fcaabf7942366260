import { z } from 'zod';
import { absences } from './absence-schema.ts';
import { config } from './config-schema.ts';
import { strictRecord } from './strict-record.ts';
import {
  because,
  count,
  duration,
  fileOrFolder,
  glob,
  mode,
  nonEmpty,
  owner,
  path,
  share,
  size,
  words,
} from './values.ts';

const sizes = strictRecord({
  unpacked: size.optional(),
  transfer: size.optional(),
  own: size.optional(),
  perLayer: size.optional(),
  layers: count.optional(),
  wasted: size.optional(),
  because,
});

const FILE_TYPES = ['file', 'directory', 'symlink', 'character-device', 'block-device', 'fifo'] as const;

const file = strictRecord({
  type: z.enum(FILE_TYPES, `must be one of ${FILE_TYPES.join(', ')}`).optional(),
  mode: mode.optional(),
  owner: owner.optional(),
  size: size.optional(),
  text: z.string().optional(),
  pattern: z.instanceof(RegExp, { error: 'must be a pattern: /^…$/' }).optional(),
  link: nonEmpty.optional(),
  because,
});

const ids = z.record(z.string(), count);

const behaviour = strictRecord({
  service: nonEmpty,
  readyWithin: duration.optional(),
  healthy: z.literal(true, 'may only be true').optional(),
  idleMemory: size.optional(),
  stopsWithin: duration.optional(),
  exitCode: count.optional(),
  pid1: path.optional(),
  runsAs: owner.optional(),
  capabilities: words.optional(),
  writesOnly: z.array(path).optional(),
  readOnlyRoot: z.literal(true, 'may only be true').optional(),
  because,
});

const contract = strictRecord({
  image: nonEmpty,
  base: nonEmpty.optional(),
  size: sizes.optional(),
  drift: strictRecord({ tolerance: share, because }).optional(),
  files: z
    .record(
      fileOrFolder,
      z.preprocess((written) => (typeof written === 'string' ? { type: written } : written), file),
    )
    .optional(),
  onlyFiles: z.array(glob).optional(),
  absent: absences.optional(),
  users: ids.optional(),
  groups: ids.optional(),
  config: config.optional(),
  libraries: z.literal('resolvable', 'may only be "resolvable"').optional(),
  behaviour: behaviour.optional(),
});

/** A contract as it is evaluated: sizes in bytes, times in milliseconds. */
export type Contract = z.output<typeof contract>;

export const contractSchema = contract.superRefine((one, context) => {
  for (const { path, message } of [...emptySections(one), ...repeatedAbsences(one)])
    context.addIssue({ code: 'custom', path, message });
});

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Sections in which something must be said. In the others, to say that there is nothing is a clause. */
const SECTIONS = ['size', 'files', 'onlyFiles', 'absent', 'config', 'behaviour'] as const;
const NO_CLAUSE = ['because', 'service'];
const NOTHING = 'promises nothing: it has no clause';

function emptySections(one: Contract): Problem[] {
  const isEmpty = (value: object) =>
    Object.entries(value).every(([key, inner]) => NO_CLAUSE.includes(key) || inner === undefined);
  const { image: _, ...clauses } = one;
  if (isEmpty(clauses)) return [{ path: [], message: NOTHING }];
  return SECTIONS.filter((name) => one[name] !== undefined && isEmpty(one[name])).map((name) => {
    return { path: [name], message: NOTHING };
  });
}

function repeatedAbsences({ absent = [] }: Contract): Problem[] {
  const names = absent.map((one) => one.class ?? one.files);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [{ path: ['absent', index], message: `"${name}" is there twice` }],
  );
}

import { z } from 'zod';
import { CLASS_NAMES, type ClassName } from '../classes/class-name.ts';
import { strictRecord, unknown } from './strict-record.ts';
import { because, glob } from './values.ts';

const className = z.string().transform((name, context): ClassName => {
  const known = CLASS_NAMES.find((one) => one === name);
  if (known) return known;
  context.addIssue({ code: 'custom', message: unknown('class', name, CLASS_NAMES) });
  return z.NEVER;
});

const absence = strictRecord({
  class: className.optional(),
  files: glob.optional(),
  except: z.array(glob).optional(),
  because,
}).refine(
  (one) => (one.class === undefined) !== (one.files === undefined),
  'name either a "class" or "files"',
);

/** A word is a class, a path is a glob: the shape of the text tells them apart. */
export const absences = z.array(
  z.preprocess(
    (one) => (typeof one !== 'string' ? one : /[/*]/.test(one) ? { files: one } : { class: one }),
    absence,
  ),
  'must be a list of classes and globs',
);

import { nearestName } from '@drydock/engine';
import { z } from 'zod';

/** An object whose unknown keys are errors that name the nearest known one. */
export function strictRecord<Shape extends z.core.$ZodShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => unknown('key', key, known)).join('; ');
      return issue.code === 'invalid_type' ? 'must be an object with keys' : undefined;
    },
  });
}

/** `unknown key "sise"; did you mean "size"?`, or all there are when none is near. */
export function unknown(what: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return `unknown ${what} "${name}"; ${nearest ? `did you mean "${nearest}"?` : `known: ${known.join(', ')}`}`;
}

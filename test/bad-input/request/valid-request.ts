import fc from 'fast-check';
import type { Operation, Parameter, Schema } from '../description.ts';
import { WARM_DAYS } from '../start-fuzzed-services.ts';

/** A request whose parts can still be changed one by one. */
export interface Draft {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: unknown;
}

/**
 * Days of which there is a picture at hand. Any other costs apod a second of drawing, and on a busy machine ten, which
 * is as long as the page's service waits: hence so few.
 */
const DAYS: fc.Arbitrary<string> = fc.oneof(
  { weight: 3_000, arbitrary: fc.constantFrom(...WARM_DAYS) },
  { weight: 1, arbitrary: anyDay() },
);
const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  date: DAYS,
  ip: fc.oneof(fc.ipV4(), fc.ipV6()),
};

/** Requests that keep to the description. */
export function validRequest(operation: Operation): fc.Arbitrary<Draft> {
  const { method, path, parameters, bodySchema } = operation;
  const some = fc.tuple(...parameters.map(valueOfParameter));
  return fc
    .tuple(some, bodySchema ? valueOfSchema(bodySchema) : fc.constant(undefined))
    .map(([values, body]) => {
      const given = parameters.map((parameter, index) => ({ ...parameter, value: values[index] }));
      const of = (where: Parameter['in']) =>
        given.flatMap(({ in: place, name, value }) =>
          place === where && value !== undefined ? [[name, String(value)] as const] : [],
        );
      const filled = of('path').reduce(
        (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)),
        path,
      );
      const headers = [
        ...of('header'),
        ...(body === undefined ? [] : [['Content-Type', 'application/json'] as const]),
      ];
      return { method, path: filled, query: of('query'), headers, body };
    });
}

/** Seldom one that is not required: most of them do not go together. */
function valueOfParameter({ required, schema }: Parameter): fc.Arbitrary<unknown> {
  const value = valueOfSchema(schema);
  if (required) return value;
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: value });
}

function anyDay(): fc.Arbitrary<string> {
  const [min, max] = [new Date('1995-06-16'), new Date('2026-01-01')];
  return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
}

/** The few kinds of schema that requests have here. */
function valueOfSchema(schema: Schema): fc.Arbitrary<unknown> {
  const { type, format, pattern, minimum, maximum, maxLength } = schema as Record<string, number>;
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (String(type) === 'object') return valueOfObject(schema);
  if (String(type) === 'integer') return fc.integer({ min: minimum ?? -1e9, max: maximum ?? 1e9 });
  const made = FORMATS[String(format)];
  if (made) return made;
  if (Array.isArray(schema.examples)) return exampleOrOther(schema.examples, String(pattern));
  if (maxLength !== undefined) return fc.string({ unit: 'grapheme', maxLength: Math.min(maxLength, 60) });
  if (pattern !== undefined) return fc.stringMatching(new RegExp(String(pattern), 'u'));
  throw new Error(`no requests can be made for the schema ${JSON.stringify(schema)}`);
}

/** What the description names is at hand; of what it allows, little is. */
function exampleOrOther(examples: readonly string[], pattern: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...examples) },
    { weight: 1, arbitrary: fc.stringMatching(new RegExp(pattern, 'u')) },
  );
}

function valueOfObject(schema: Schema): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties as Record<string, Schema>);
  const arbitraries = Object.fromEntries(properties.map(([name, one]) => [name, valueOfSchema(one)]));
  return fc.record(arbitraries, { requiredKeys: schema.required as string[] });
}

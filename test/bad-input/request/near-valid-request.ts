import fc from 'fast-check';
import { change, encode, METHODS } from './changes.ts';
import { nastyJson, nastyPathPiece, nastyText } from './nasty-values.ts';
import type { Draft } from './valid-request.ts';

/** Requests that keep to the description but for a few things. */
export function nearValidRequest(valid: fc.Arbitrary<Draft>): fc.Arbitrary<Draft> {
  return fc
    .tuple(valid, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([draft, changes]) => changes.reduce((changed, one) => one(changed), draft));
}

/** Requests that have nothing to do with the description. */
export const randomRequest: fc.Arbitrary<Draft> = fc.record({
  method: fc.constantFrom(...METHODS),
  path: fc
    .array(fc.oneof(nastyPathPiece, nastyText.map(encode)), { maxLength: 5 })
    .map((pieces) => `/${pieces.join('/')}`),
  query: fc.array(fc.tuple(nastyText.map(encode), nastyText.map(encode)), { maxLength: 4 }),
  headers: fc.array(
    fc.tuple(fc.stringMatching(/^X-[a-zA-Z0-9-]{1,20}$/), fc.stringMatching(/^[\x20-\x7e\xa0-\xff]{0,60}$/)),
    { maxLength: 5 },
  ),
  body: fc.option(
    fc.oneof(
      nastyJson,
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    ),
    { nil: undefined },
  ),
});

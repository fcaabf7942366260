// Proves that a valid traceparent gives its trace id, and anything else a new one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traceIdOf } from '../src/trace-id.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

for (const [what, traceparent] of [
  ['version 00', `00-${TRACE}-${PARENT}-01`],
  ['a later version', `cc-${TRACE}-${PARENT}-01`],
  ['a later version with more fields', `cc-${TRACE}-${PARENT}-01-more`],
]) {
  test(`takes the trace id of ${what}`, () => {
    assert.equal(traceIdOf(traceparent), TRACE);
  });
}

for (const [what, traceparent] of [
  ['no header', undefined],
  ['an empty header', ''],
  ['two headers', [`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-01`]],
  ['the forbidden version ff', `ff-${TRACE}-${PARENT}-01`],
  ['version 00 with more fields', `00-${TRACE}-${PARENT}-01-more`],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
  ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['upper case', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
  ['a line break', `00-${TRACE}-${PARENT}-01\n`],
] as const) {
  test(`makes a new trace id for ${what}`, () => {
    const traceId = traceIdOf(traceparent as string | string[] | undefined);

    assert.match(traceId, /^[0-9a-f]{32}$/);
    assert.notEqual(traceId, TRACE);
  });
}

test('makes ids that differ in every place', () => {
  const ids = Array.from({ length: 1_000 }, () => traceIdOf(undefined));

  assert.equal(new Set(ids).size, ids.length);
  for (let place = 0; place < 32; place += 1)
    assert.equal(new Set(ids.map((id) => id[place])).size, 16, `place ${place}`);
});

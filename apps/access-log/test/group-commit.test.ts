// Proves that what arrives together is committed together, and that nobody hears of success before it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { groupCommit, QueueFullError } from '../src/group-commit.ts';

test('commits what arrives in one turn of the event loop at once, in order', async () => {
  const batches: (readonly number[])[] = [];
  const writer = groupCommit({
    commit: (items: readonly number[]) => {
      batches.push(items);
      return items.map((item) => item * 10);
    },
    maxWaiting: 10,
  });

  const results = await Promise.all([writer.add(1), writer.add(2), writer.add(3)]);
  const later = await writer.add(4);

  assert.deepEqual(batches, [[1, 2, 3], [4]]);
  assert.deepEqual([...results, later], [10, 20, 30, 40]);
});

test('goes on gathering while each turn of the event loop brings more', async () => {
  const batches: (readonly number[])[] = [];
  const writer = recordingWriter(batches, 1_000);

  const results: Promise<number>[] = [];
  for (const turn of [1, 2, 3]) {
    results.push(writer.add(turn));
    await nextTurn();
  }
  await Promise.all(results);

  assert.deepEqual(batches, [[1, 2, 3]]);
});

test('gathers for so long and no longer, however much goes on arriving', async () => {
  const batches: (readonly number[])[] = [];
  const writer = recordingWriter(batches, 0);

  const first = writer.add(1);
  await nextTurn();
  const second = writer.add(2);
  await Promise.all([first, second]);

  assert.deepEqual(batches, [[1], [2]]);
});

test('refuses what is too much, and takes more once the queue is written', async () => {
  const writer = groupCommit({ commit: (items: readonly number[]) => items, maxWaiting: 2 });

  const outcomes = await Promise.allSettled([writer.add(1), writer.add(2), writer.add(3)]);

  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected'],
  );
  assert.ok(outcomes[2]?.status === 'rejected' && outcomes[2].reason instanceof QueueFullError);
  assert.equal(await writer.add(4), 4);
});

test('tells everyone in the batch when the commit fails, and goes on with the next', async () => {
  let isBroken = true;
  const writer = groupCommit({
    commit: (items: readonly number[]) => {
      if (isBroken) throw new Error('no space');
      return items;
    },
    maxWaiting: 10,
  });

  const outcomes = await Promise.allSettled([writer.add(1), writer.add(2)]);
  isBroken = false;

  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(await writer.add(3), 3);
});

function recordingWriter(batches: (readonly number[])[], gatherMs: number) {
  return groupCommit({
    commit: (items: readonly number[]) => {
      batches.push(items);
      return items;
    },
    maxWaiting: 10,
    gatherMs,
  });
}

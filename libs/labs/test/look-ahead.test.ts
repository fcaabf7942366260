// Proves that checks which look at the same time answer in their order, and that no more of them do than should.
import { expect, test } from 'vitest';
import { lookAhead } from '../src/look-ahead.ts';

/** Looks that note when they begin and end, and end when they are told to. */
function tracedLooks(names: readonly string[]) {
  const events: string[] = [];
  const ends = new Map(names.map((name) => [name, Promise.withResolvers<void>()]));
  const looks = names.map((name) => async () => {
    events.push(`${name} begins`);
    await ends.get(name)?.promise;
    events.push(`${name} ends`);
    return name;
  });
  return { events, looks, end: (name: string) => ends.get(name)?.resolve() };
}

test('three look at once, and the first answers first', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const { events, looks, end } = tracedLooks(names);
  await using ahead = lookAhead(looks, () => names.forEach(end));
  const first = ahead.next(0);

  end('b');
  await Promise.resolve();
  expect(events).toEqual(['a begins', 'b begins', 'c begins', 'b ends']);
  end('a');

  expect(await first).toBe('a');
  expect(await ahead.next(1)).toBe('b');
  expect(events.at(-1)).toBe('d begins');
});

test('what nobody asks for is broken off, and waited for', async () => {
  const { events, looks, end } = tracedLooks(['a', 'b']);
  {
    await using ahead = lookAhead(looks, () => end('b'));
    end('a');
    await ahead.next(0);
  }

  expect(events).toEqual(['a begins', 'b begins', 'a ends', 'b ends']);
});

test('a failure is told to whom it is next for, and to nobody before', async () => {
  const looks = [async () => 'fine', () => Promise.reject(new Error('broken'))];
  await using ahead = lookAhead(looks, () => undefined);

  expect(await ahead.next(0)).toBe('fine');
  await expect(ahead.next(1)).rejects.toThrow('broken');
});

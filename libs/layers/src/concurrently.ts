/**
 * Works on all items at once. The first failure tells the others to stop, and is thrown when they have: nothing
 * goes on behind the caller's back.
 */
export async function concurrently<Item>(
  items: readonly Item[],
  work: (item: Item, signal: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  let first: { readonly error: unknown } | undefined;
  await Promise.all(
    items.map((item) =>
      work(item, either).catch((error) => {
        first ??= { error };
        stop.abort();
      }),
    ),
  );
  if (first) throw first.error;
}

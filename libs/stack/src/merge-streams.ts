/** Yields what several streams yield, each item as soon as it is there, until all have ended. */
export async function* mergeStreams<T>(
  streams: readonly AsyncGenerator<T, void, undefined>[],
): AsyncGenerator<T, void, undefined> {
  const next = (stream: AsyncGenerator<T, void, undefined>) =>
    stream.next().then((result) => ({ stream, result }));
  const pending = new Map(streams.map((stream) => [stream, next(stream)]));
  while (pending.size > 0) {
    const { stream, result } = await Promise.race(pending.values());
    if (result.done) {
      pending.delete(stream);
      continue;
    }
    pending.set(stream, next(stream));
    yield result.value;
  }
}

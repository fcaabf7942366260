import { ArchiveDamage } from '../archive-damage.ts';
import type { TarEntry, TarEvent } from './read-entry.ts';
import { openTarParser } from './tar-parser.ts';

/** The entries of a tar and their content, in order. */
async function* tarEvents(source: AsyncIterable<Buffer>): AsyncGenerator<TarEvent> {
  const parser = openTarParser();
  for await (const chunk of source) yield* parser.write(chunk);
  parser.end();
}

/** An entry and its content, to be read, if at all, before the next is asked for. */
export interface TarMember {
  readonly entry: TarEntry;
  readonly content: AsyncIterable<Buffer>;
}

/** The entries of a tar, one by one. */
export async function* tarMembers(source: AsyncIterable<Buffer>): AsyncGenerator<TarMember> {
  const events = tarEvents(source);
  try {
    for (let next = await events.next(); !next.done; next = await events.next()) {
      if (next.value.kind === 'entry') yield { entry: next.value.entry, content: entryContent(events) };
    }
  } finally {
    await events.return(undefined); // who stops early stops the source
  }
}

const MAX_HOLE_BYTES = 1_000_000_000; // what is packed into such files has no holes worth mentioning
const HOLE_CHUNK_BYTES = 64 * 1024;

/** The content of the entry that the events have come to. */
async function* entryContent(events: AsyncIterator<TarEvent>): AsyncGenerator<Buffer> {
  let holeBytes = 0;
  for (;;) {
    const next = await events.next();
    if (next.done || next.value.kind === 'end') return;
    const event = next.value;
    if (event.kind === 'data') yield event.chunk;
    if (event.kind !== 'hole') continue;
    holeBytes += event.bytes;
    if (holeBytes > MAX_HOLE_BYTES) throw new ArchiveDamage(`it has holes of ${holeBytes} bytes`);
    // Each of its own: who reads a chunk may give back its memory.
    for (let left = event.bytes; left > 0; left -= HOLE_CHUNK_BYTES)
      yield Buffer.alloc(Math.min(left, HOLE_CHUNK_BYTES));
  }
}

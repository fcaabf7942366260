import type { Static } from 'typebox';
import { Type } from 'typebox';

/** The address of an entry: chosen by the client, so that it can send the same entry again. */
const id = Type.String({ pattern: '^[A-Za-z0-9._~-]{1,64}$' });

/** Free text from a visitor's browser: bounded, without control characters, and without halves of characters. */
const text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\p{Cc}\\p{Cs}]*$' });

const visit = {
  clientIp: Type.String({ format: 'ip' }),
  path: Type.Optional(text(2048)),
  userAgent: Type.Optional(text(512)),
  traceId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
};

/** What a client sends. Properties that are not named here are dropped. */
export const NewEntry = Type.Object({ id: Type.Optional(id), ...visit }, { additionalProperties: false });
export type NewEntry = Static<typeof NewEntry>;

/** What is kept: the entry, its id, and when it came in. */
export const Entry = Type.Object({ id, time: Type.String(), ...visit });
export type Entry = Static<typeof Entry>;

/** Entries, newest first, and where the next page starts; null on the last page. */
export const Page = Type.Object({
  entries: Type.Array(Entry),
  next: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
});
export type Page = Static<typeof Page>;

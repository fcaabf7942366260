import type { ContentScanner } from './content-scan.ts';

/** As many as a file's facts name. */
const LIMIT = 200;
/** As many as are kept apart to take the first of in the order of names. */
const KEPT_LIMIT = 5_000;
/** A name may have 253; before it, a user and a password may stand. */
const ADDRESS_BYTES = 512;

const ADDRESS =
  /^https?:\/\/(?:[^\s/?#@"'<>]{1,128}@)?(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)/;

/**
 * Finds the hosts of http and https addresses. A single word counts in a text only: in a program, what follows
 * `http://` is often the next of many strings.
 */
export const hostScanner: ContentScanner = {
  needles: [{ text: 'http://' }, { text: 'https://' }],
  start: ({ head }) => {
    const isText = !head.includes(0);
    const hosts = new Set<string>();
    return {
      hit: ({ bytes, at }) => {
        const host = hostAt(bytes, at);
        if (host === undefined || hosts.size >= KEPT_LIMIT) return;
        if (isText || host.includes('.')) hosts.add(host);
      },
      end: () => (hosts.size === 0 ? {} : { hosts: [...hosts].sort().slice(0, LIMIT) }),
    };
  },
};

/** In small letters, without the port. */
function hostAt(bytes: Buffer, at: number): string | undefined {
  const address = bytes.toString('latin1', at, at + ADDRESS_BYTES);
  return ADDRESS.exec(address)?.groups?.host?.toLowerCase();
}

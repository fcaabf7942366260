import type { PackageFacts } from '../../image-contents.ts';
import type { ContentScanner } from '../content-scan.ts';

const MAGIC = '\xff Go buildinf:';
/** Behind the magic bytes: the size of a pointer, then whether the texts follow in place (since Go 1.18). */
const FLAGS_AT = MAGIC.length + 1;
const TEXTS_FOLLOW = 2;
const TEXTS_AT = 32;
/** Go puts as many bytes before and behind the list of modules. */
const MARK_BYTES = 16;

/** Finds what a program of Go was built from: its main module, and those it depends on. */
export const goScanner: ContentScanner = {
  needles: [{ text: MAGIC }],
  start: ({ head }) => {
    if (head.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
    let packages: PackageFacts[] = [];
    return {
      hit: ({ bytes, at }) => {
        // Programs that read build information of others hold the magic bytes too.
        if (packages.length === 0) packages = goModules(bytes.subarray(at));
      },
      end: () => (packages.length === 0 ? {} : { packages }),
    };
  },
};

/** The main module first, then its dependencies, the standard library among them. */
function goModules(bytes: Buffer): PackageFacts[] {
  if (((bytes[FLAGS_AT] ?? 0) & TEXTS_FOLLOW) === 0) return [];
  const version = textAt(bytes, TEXTS_AT);
  const go = /^go(?<version>\d\S*)/.exec(version?.text ?? '')?.groups?.version;
  if (!version || go === undefined) return [];
  const modules = textAt(bytes, version.end)?.text.slice(MARK_BYTES, -MARK_BYTES) ?? '';
  return [...listed(modules), { type: 'go', name: 'stdlib', version: go }];
}

function listed(modules: string): PackageFacts[] {
  const found: PackageFacts[] = [];
  for (const line of modules.split('\n')) {
    const [kind, name, version = ''] = line.split('\t');
    if (!name) continue;
    if (kind === 'mod') found.unshift({ type: 'go', name, version });
    if (kind === 'dep') found.push({ type: 'go', name, version });
    // What the line before names was replaced by this one.
    if (kind === '=>') found.splice(-1, 1, { type: 'go', name, version });
  }
  return found;
}

/** A length of seven bits a byte, the lowest first, and as many bytes of text. */
function textAt(bytes: Buffer, start: number): { readonly text: string; readonly end: number } | undefined {
  let length = 0;
  for (let at = start; at < start + 4; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte >= 0x80) continue;
    const end = at + 1 + length;
    return end <= bytes.length ? { text: bytes.toString('utf8', at + 1, end), end } : undefined;
  }
  return undefined;
}

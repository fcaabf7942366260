import { ArchiveDamage } from './archive-damage.ts';
import { type EntryList, openEntryList } from './entry-list.ts';
import { type ContentReader, openContentReader } from './file-content.ts';
import type { LayerEntry } from './image-contents.ts';
import { layerEntry } from './layer-entry.ts';
import type { TarEvent } from './tar/read-entry.ts';

/** Makes the entries of a layer out of its tar. */
export interface LayerBuilder {
  readonly take: (event: TarEvent) => void;
  readonly entries: EntryList['all'];
}

const MAX_ENTRIES = 2_000_000;
const MAX_NAME_LETTERS = 200_000_000; // in all of a layer: what its list of files may take of memory
const MAX_HOLE_BYTES = 4_000_000_000; // in all of a layer: zeros cost nothing to claim, and time to digest
const ZEROS = Buffer.alloc(65_536);

export function openLayerBuilder(): LayerBuilder {
  const entries = openEntryList();
  let count = 0;
  let letters = 0;
  let holeBytes = 0;
  let entry: LayerEntry | undefined;
  let content: ContentReader | undefined;
  const begin = (next: LayerEntry | undefined) => {
    entry = next;
    content = next?.type === 'file' && next.size > 0 ? openContentReader(next) : undefined;
    count += 1;
    letters += (next?.path.length ?? 0) + (next?.link?.length ?? 0);
    if (count > MAX_ENTRIES) throw new ArchiveDamage(`it has more than ${MAX_ENTRIES} entries`);
    if (letters > MAX_NAME_LETTERS)
      throw new ArchiveDamage(`its names take more than ${MAX_NAME_LETTERS} letters`);
  };
  return {
    take(event) {
      if (event.kind === 'entry') begin(layerEntry(event.entry));
      else if (event.kind === 'data') content?.write(event.chunk);
      else if (event.kind === 'hole') {
        holeBytes += event.bytes;
        if (holeBytes > MAX_HOLE_BYTES) content = undefined;
        else if (content) writeZeros(content, event.bytes);
      } else if (entry) entries.add({ ...entry, ...content?.end() });
    },
    entries: entries.all,
  };
}

function writeZeros(content: ContentReader, bytes: number): void {
  for (let left = bytes; left > 0; left -= ZEROS.length) content.write(ZEROS.subarray(0, left));
}

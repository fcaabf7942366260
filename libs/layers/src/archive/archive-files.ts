/** The files of an image archive, wherever they are. */
export interface ArchiveFiles {
  /** The whole of a small file; nothing when there is none of this name. */
  readonly document: (name: string) => Promise<Buffer | undefined>;
  /** The plain name of the file that this one means, links followed; nothing when there is none. */
  readonly resolve: (name: string) => Promise<string | undefined>;
  /**
   * Gives the content of each of these files to `take`, several at a time and in whichever order is cheapest. The
   * names are resolved ones, each once.
   */
  readonly read: (names: readonly string[], take: TakeFile) => Promise<void>;
}

/** Reads a file to its end, or throws. */
type TakeFile = (name: string, content: AsyncIterable<Buffer>) => Promise<void>;

/** Manifests and configurations are far smaller. */
export const MAX_DOCUMENT_BYTES = 8_000_000;

/** Where an OCI layout keeps what has this digest. Nothing when it is no digest. */
export function blobName(digest: string): string | undefined {
  return /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(digest)
    ? `blobs/${digest.replace(':', '/')}`
    : undefined;
}

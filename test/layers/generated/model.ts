/** One thing that a generated layer says of a path. Paths have no slash at either end. */
export type Step =
  | (Owned & { readonly kind: 'file'; readonly content: string; readonly attributes: Attributes })
  | (Owned & { readonly kind: 'folder'; readonly attributes: Attributes; readonly isOpaque: boolean })
  | (Owned & { readonly kind: 'symlink'; readonly target: string })
  | (Owned & { readonly kind: 'hard link'; readonly target: string; readonly attributes: Attributes })
  | (Owned & {
      readonly kind: 'device';
      readonly flag: '3' | '4';
      readonly major: number;
      readonly minor: number;
    })
  | (Owned & { readonly kind: 'pipe' })
  | { readonly kind: 'removal'; readonly path: string };

interface Owned {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In seconds since 1970. */
  readonly time: number;
}

/** Extended attributes by name, one character for each byte. */
export type Attributes = Readonly<Record<string, string>>;

/** In the order in which they stand in the tar. */
export type Layer = readonly Step[];

export interface GeneratedImage {
  readonly name: string;
  /** Lowest first. The same list may come twice: then the image has the same layer twice. */
  readonly layers: readonly Layer[];
}

export { type EffectiveFile, effectiveFiles } from './effective-files.ts';
export { findFile } from './find-file.ts';
export type {
  ElfFacts,
  FileFacts,
  FileType,
  Healthcheck,
  HistoryEntry,
  ImageConfig,
  ImageContents,
  Layer,
  LayerEntry,
  PackageFacts,
  SecretFinding,
} from './image-contents.ts';
export type { ArchiveFile, ImageSource } from './layer-blobs.ts';
export { type ArchiveOptions, readArchiveFile } from './read-archive-file.ts';
export { type FileContent, type FileOptions, readFile, readFiles } from './read-files.ts';
export { type ReadOptions, readImage } from './read-image.ts';

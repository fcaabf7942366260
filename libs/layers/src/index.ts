export { type EffectiveFile, effectiveFiles } from './effective-files.ts';
export type {
  FileType,
  Healthcheck,
  HistoryEntry,
  ImageConfig,
  ImageContents,
  Layer,
  LayerEntry,
} from './image-contents.ts';
export { type ReadOptions, readImage } from './read-image.ts';

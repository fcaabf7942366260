export { type EffectiveFile, effectiveFiles } from './effective-files.ts';
export { findSecretsInText } from './facts/secrets/find-secrets.ts';
export { SECRET_KINDS } from './facts/secrets/secret-kinds.ts';
export type { SecretKind } from './facts/secrets/secret-rule.ts';
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
export {
  type CopiedFrom,
  type FileOrigin,
  type OriginOptions,
  type OtherVersion,
  originOf,
} from './origin.ts';
export { countBaseLayers, type OwnSize, ownSize } from './own-size.ts';
export { type ImagePackage, type PackageIndex, packageIndex, packagesOf } from './packages-of.ts';
export { platformOf } from './platform-of.ts';
export { type ArchiveOptions, readArchiveFile } from './read-archive-file.ts';
export { type FileContent, type FileOptions, readFile, readFiles } from './read-files.ts';
export { type ReadOptions, readImage } from './read-image.ts';
export type { SourceStep } from './source-step.ts';
export { type TracedStep, traceSteps } from './trace-steps.ts';
export { type UnreadPackages, unreadPackages } from './unread-packages.ts';
export { type HiddenFile, hiddenFiles, type Waste, type WastedFile, wastedBytes } from './waste.ts';

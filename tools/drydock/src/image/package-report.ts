import type { ImagePackage } from '@drydock/layers';

/** A package of an image, as the reports have it. */
export interface PackageReport {
  readonly type: ImagePackage['type'];
  readonly name: string;
  readonly version: string;
  readonly sizeBytes: number;
  /** None when it is a part of the program or jar that says so. */
  readonly files: number;
  /** The layer with most of it, counted from 1. */
  readonly layer: number;
  /** The file that says that it is there, absolute. */
  readonly notedIn: string;
}

export function packageReport({
  type,
  name,
  version,
  bytes,
  files,
  layer,
  notedIn,
}: ImagePackage): PackageReport {
  return { type, name, version, sizeBytes: bytes, files, layer: layer + 1, notedIn: `/${notedIn}` };
}

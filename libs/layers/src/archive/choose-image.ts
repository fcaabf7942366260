import { DrydockError, nearestName } from '@drydock/engine';
import type { ArchivedImage, ImageVariant } from './archived-image.ts';

export interface Choice {
  /** Its name or id. Needed only when the archive holds several images. */
  readonly image?: string | undefined;
  /** E.g. `linux/arm64`. Unset: this machine's architecture, or the only one there is. */
  readonly platform?: string | undefined;
}

export interface ChosenImage {
  readonly id: string;
  readonly variant: ImageVariant;
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

/** One image of an archive, for one platform. It is an error when the choice leaves more than one, or none. */
export function chooseImage(archive: string, images: readonly ArchivedImage[], choice: Choice): ChosenImage {
  const image = theImage(archive, images, choice.image);
  const { variants } = image;
  const called = choice.image ?? image.names[0] ?? `the image in "${archive}"`;
  const platforms = variants.map(({ platform }) => platform);
  const wanted = choice.platform;
  const native = `linux/${ARCHITECTURES[process.arch] ?? process.arch}`;
  const fitting =
    wanted === undefined && variants.length === 1
      ? variants
      : variants.filter(({ platform }) => isSame(platform, wanted ?? native));
  const [variant] = fitting;
  if (variant && fitting.length === 1) return { id: image.id, variant };
  const problem = variant
    ? `has more than one image for ${wanted ?? native}`
    : `has nothing for ${wanted ?? native}`;
  throw new DrydockError('usage', `${called} ${problem}`, {
    nextStep: `choose a platform; there is: ${platforms.join(', ')}`,
  });
}

function theImage(
  archive: string,
  images: readonly ArchivedImage[],
  wanted: string | undefined,
): ArchivedImage {
  const names = images.map((image) => image.names.join(' = ') || image.id);
  const fitting = wanted === undefined ? images : images.filter((image) => isCalled(image, wanted));
  const [image] = fitting;
  if (image && fitting.length === 1) return image;
  if (images.length === 0)
    throw new DrydockError('image-archive', `the archive "${archive}" holds no image`, {
      nextStep: 'it needs an index.json (OCI) or a manifest.json (docker save) and the blobs they name',
    });
  if (wanted === undefined)
    throw new DrydockError(
      'usage',
      `the archive "${archive}" holds ${images.length} images, and none is chosen`,
      {
        nextStep: `name one of: ${names.join(', ')}`,
      },
    );
  const nearest = nearestName(
    wanted,
    images.flatMap((each) => each.names),
  );
  const hint = nearest ? `; did you mean "${nearest}"?` : '';
  const problem = image ? `holds ${fitting.length} images "${wanted}"` : `holds no image "${wanted}"${hint}`;
  throw new DrydockError('unknown-name', `the archive "${archive}" ${problem}`, {
    nextStep: `it has: ${names.join(', ')}`,
  });
}

const SHORTEST_ID = 6;

function isCalled({ names, id }: ArchivedImage, wanted: string): boolean {
  const hex = wanted.replace(/^sha256:/, '');
  if (hex.length >= SHORTEST_ID && id.startsWith(`sha256:${hex}`)) return true;
  return names.some((name) => fullName(name) === fullName(wanted));
}

/** `redis` means `docker.io/library/redis:latest`. */
function fullName(name: string): string {
  const short = name.replace(/^docker\.io\//, '').replace(/^library\//, '');
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`;
}

/** A platform without the version of the system means any. */
function isSame(exact: string, wanted: string): boolean {
  const platform = wanted.includes('(') ? exact : exact.replace(/\(.*?\)/, '');
  return (
    platform === wanted ||
    platform.startsWith(`${wanted}/`) ||
    (wanted === 'linux/arm64/v8' && platform === 'linux/arm64')
  );
}

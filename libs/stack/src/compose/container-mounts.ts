import type { AnonymousVolume } from '../anonymous-volumes.ts';
import type { ServiceRun } from '../service-run.ts';
import type { Settings } from './engine-key.ts';
import type { MountedFile } from './granted-files.ts';
import type { ComposeMount } from './service-schema.ts';

const RECURSIVE: Readonly<Record<string, string>> = {
  disabled: 'NonRecursive',
  writable: 'ReadOnlyNonRecursive',
  readonly: 'ReadOnlyForceRecursive',
};

export interface ContainerMounts {
  /** The engine's older way, which makes a missing folder of this machine. */
  readonly Binds: readonly string[];
  readonly Mounts: readonly Settings[];
}

export interface MountNames {
  /** The engine's name of each of the compose file's volumes. */
  readonly volumeName: (volume: string) => string;
  /** What the container's predecessor stored without a name. */
  readonly anonymous?: readonly AnonymousVolume[] | undefined;
}

/** Everything that a service has mounted, in the one of the engine's two ways that Compose would choose. */
export function containerMounts(
  run: ServiceRun,
  { volumeName, anonymous = [] }: MountNames,
): ContainerMounts {
  const isNameless = ({ type, source }: ComposeMount) => type === 'volume' && !source;
  const taken = [...run.volumes, ...run.mounts.filter((mount) => !isNameless(mount))];
  const inherited = anonymous.filter(({ target }) => taken.every((mount) => mount.target !== target));
  const isInherited = (mount: ComposeMount) => inherited.some(({ target }) => target === mount.target);
  const binds = inherited.map(({ volume, target }) => `${volume}:${target}`);
  const mounts: Settings[] = [];
  for (const { volume, target, isReadOnly, options } of run.volumes)
    if (options?.nocopy || options?.subpath || options?.labels)
      mounts.push({
        ...mountOf({ type: 'volume', source: volumeName(volume), target, read_only: isReadOnly }),
        VolumeOptions: volumeOptions(options),
      });
    else binds.push(`${volumeName(volume)}:${target}:${isReadOnly ? 'ro' : 'rw'}`);
  for (const mount of run.mounts.filter((one) => !isInherited(one)))
    if (mount.type === 'bind' && isPlain(mount)) binds.push(bindText(mount));
    else mounts.push({ ...mountOf(mount), ...optionsOf(mount) });
  const isFree = ({ target }: MountedFile) =>
    [...run.volumes, ...run.mounts].every((mount) => mount.target !== target);
  mounts.push(...run.files.filter(isFree).flatMap(fileMount));
  return { Binds: binds, Mounts: mounts };
}

function mountOf(mount: Pick<ComposeMount, 'type' | 'source' | 'target' | 'read_only' | 'consistency'>) {
  return {
    Type: mount.type,
    Target: mount.target,
    ...(mount.source && { Source: mount.source }),
    ...(mount.read_only && { ReadOnly: true }),
    ...(mount.consistency && { Consistency: mount.consistency }),
  };
}

function isPlain({ source, bind }: ComposeMount): boolean {
  // The older way cuts its text at colons, so Compose itself cannot mount such a folder.
  if (source?.includes(':')) return false;
  return bind == null || (bind.create_host_path && !bind.propagation && !bind.recursive);
}

function bindText({ source, target, read_only, bind }: ComposeMount): string {
  const options = [read_only ? 'ro' : 'rw', ...(bind?.selinux ? [bind.selinux] : [])];
  return `${source}:${target}:${options.join(',')}`;
}

function optionsOf({ type, bind, volume, tmpfs, image }: ComposeMount): Settings {
  if (type === 'bind' && bind) return { BindOptions: bindOptions(bind) };
  if (type === 'volume' && volume) return { VolumeOptions: volumeOptions(volume) };
  if (type === 'tmpfs' && tmpfs)
    return {
      TmpfsOptions: {
        ...(tmpfs.size && { SizeBytes: tmpfs.size }),
        ...(tmpfs.mode && { Mode: tmpfs.mode }),
      },
    };
  if (type === 'image' && image) return { ImageOptions: { Subpath: image.subpath ?? '' } };
  return {};
}

function bindOptions(bind: NonNullable<ComposeMount['bind']>): Settings {
  const recursive = RECURSIVE[bind.recursive ?? ''];
  return {
    ...(bind.propagation && { Propagation: bind.propagation }),
    ...(bind.create_host_path && { CreateMountpoint: true }),
    ...(recursive && { [recursive]: true }),
  };
}

function volumeOptions(volume: NonNullable<ComposeMount['volume']>): Settings {
  return {
    ...(volume.nocopy && { NoCopy: true }),
    ...(volume.subpath && { Subpath: volume.subpath }),
    ...(volume.labels && { Labels: volume.labels }),
  };
}

function fileMount({ file, target, isSecret }: MountedFile): Settings[] {
  if (file === undefined) return [];
  const mount = { Type: 'bind', Source: file, Target: target, ReadOnly: true };
  return [isSecret ? { ...mount, BindOptions: {} } : mount];
}

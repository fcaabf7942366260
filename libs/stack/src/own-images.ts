import { createHash, randomUUID } from 'node:crypto';
import { currentOwner, type Engine, isGone, type Owner, runDocker } from '@drydock/engine';
import { dockerLines } from './docker-output.ts';

const REPOSITORY = 'drydock-own';
/** A killed run may leave dozens, and each of them is a client. */
const REMOVED_AT_ONCE = 4;

/**
 * A name for an image that belongs to this process and is not to outlive it. The owner stands in the tag: a label
 * would be part of the image, and make it another one each time.
 */
export function ownImageName(): string {
  return `${REPOSITORY}/${randomUUID()}:${ownerTag(currentOwner())}`;
}

/** Side by side: for each image the engine looks for what is no longer used, and once for those that wait. */
export async function removeImages(engine: Engine, names: readonly string[]): Promise<void> {
  const shares = Array.from({ length: REMOVED_AT_ONCE }, (_, share) =>
    names.filter((_, index) => index % REMOVED_AT_ONCE === share),
  );
  await Promise.all(
    shares
      .filter((share) => share.length > 0)
      .map((share) => runDocker(engine, ['image', 'rm', '--force', ...share])),
  );
}

/** Removes the images of processes that are gone, killed ones included. Gives back their names. */
export async function sweepStaleImages(engine: Engine): Promise<readonly string[]> {
  const list = ['image', 'ls', '--filter', `reference=${REPOSITORY}/*`, '--format'];
  const names = await dockerLines(engine, [...list, '{{.Repository}}:{{.Tag}}']);
  const stale = names.filter((name) => isTagOfGone(name.slice(name.lastIndexOf(':') + 1)));
  await removeImages(engine, stale);
  return stale;
}

/** A tag has no room for a whole owner: what only has to be compared is hashed. */
function ownerTag({ pid, start, boot, space, host }: Owner): string {
  return [pid, start || 'x', short(boot), space || 'x', short(host)].join('-');
}

/** Exported for its test. What cannot be judged from here counts as alive. */
export function isTagOfGone(tag: string, here: Owner = currentOwner()): boolean {
  const [pid, start = '', boot, space = '', host] = tag.split('-');
  if (host !== short(here.host) || boot === undefined) return false;
  const wasHere = boot === short(here.boot);
  return isGone({
    pid: Number(pid),
    start: start === 'x' ? '' : start,
    boot: wasHere ? here.boot : 'another',
    space: space === 'x' ? '' : space,
    host: here.host,
  });
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

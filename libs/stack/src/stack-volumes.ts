import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import type { ParsedVolume } from './compose/parse-config.ts';
import { dockerOutput } from './docker-output.ts';
import { nameTaken } from './earlier-start.ts';
import { KEPT_LABEL, type Labels, labelArguments, STACK_LABEL, START_LABEL } from './labels.ts';

export interface ClaimVolumeOptions {
  readonly stack: string;
  /** What the engine calls it. */
  readonly volume: string;
  /** What the compose file says of it. */
  readonly settings: Pick<ParsedVolume, 'external' | 'driver' | 'driver_opts' | 'labels'>;
  readonly labels: Labels;
  /** Default: as large as the disk, or as its driver says. */
  readonly sizeBytes: number | undefined;
}

/**
 * Creates a volume. Asked for one that is there, the engine gives that one, with the labels it has. A stack that is kept
 * finds what it stored before. Any other that does not find its own labels came second: to go on would be to share it
 * with a stack that may remove it at any moment, after which the engine would make a new one without labels, that nobody
 * ever removes.
 */
export async function claimVolume(engine: Engine, options: ClaimVolumeOptions): Promise<void> {
  const { stack, volume, settings, labels, sizeBytes } = options;
  if (settings.external) return requireVolume(engine, volume);
  const kind = sizeBytes === undefined ? driverArguments(settings) : sizeArguments(sizeBytes);
  const marks = labelArguments({ ...settings.labels, ...labels });
  await dockerOutput(engine, ['volume', 'create', ...marks, ...kind, volume]);
  if (!(await findOwnVolume(engine, options))) throw nameTaken(stack); // removed by whoever has the name
}

/**
 * Whether the volume is there. Throws when this stack may not use it, or when it is missing and the compose file says that
 * somebody else makes it.
 */
export async function findOwnVolume(
  engine: Engine,
  { stack, volume, settings, labels }: ClaimVolumeOptions,
): Promise<boolean> {
  if (settings.external) {
    await requireVolume(engine, volume);
    return true;
  }
  const format = [STACK_LABEL, START_LABEL, KEPT_LABEL]
    .map((label) => `{{index .Labels "${label}"}}`)
    .join('\t');
  const { exitCode, stdout } = await runDocker(engine, ['volume', 'inspect', '--format', format, volume]);
  if (exitCode !== 0) return false;
  const [itsStack = '', start, keptFor] = stdout.trimEnd().split('\t');
  if (start === labels[START_LABEL]) return true;
  if (itsStack === stack && keptFor && labels[KEPT_LABEL]) return true;
  if (itsStack === stack) throw nameTaken(stack); // about to be removed
  throw new DrydockError(
    'stack-exists',
    `there is a volume "${volume}", which stack "${stack}" did not make`,
    {
      nextStep: `start under another name, or remove it with what it holds: docker volume rm ${volume}`,
    },
  );
}

/** A volume that the compose file calls external has to be there. It is used as it is. */
async function requireVolume(engine: Engine, volume: string): Promise<void> {
  if ((await runDocker(engine, ['volume', 'inspect', volume])).exitCode === 0) return;
  throw new DrydockError('stack-exists', `external volume "${volume}" is not there`, {
    nextStep: `create it: docker volume create ${volume}`,
  });
}

function driverArguments({ driver, driver_opts: options }: ClaimVolumeOptions['settings']): string[] {
  const pairs = Object.entries(options).flatMap(([key, value]) => ['--opt', `${key}=${value}`]);
  return [...(driver ? ['--driver', driver] : []), ...pairs];
}

function sizeArguments(bytes: number): string[] {
  return ['type=tmpfs', 'device=tmpfs', `o=size=${bytes}`].flatMap((option) => ['--opt', option]);
}

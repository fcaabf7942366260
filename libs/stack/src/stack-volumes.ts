import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { dockerOutput } from './docker-output.ts';
import { nameTaken } from './earlier-start.ts';
import { KEPT_LABEL, type Labels, labelArguments, STACK_LABEL, START_LABEL } from './labels.ts';

export interface ClaimVolumeOptions {
  readonly stack: string;
  /** Of the compose file. */
  readonly key: string;
  readonly labels: Labels;
  /** Default: as large as the disk. */
  readonly sizeBytes: number | undefined;
}

/**
 * Creates a volume. Asked for one that is there, the engine gives that one, with the labels it has. A stack that is kept
 * finds what it stored before. Any other that does not find its own labels came second: to go on would be to share it
 * with a stack that may remove it at any moment, after which the engine would make a new one without labels, that nobody
 * ever removes.
 */
export async function claimVolume(engine: Engine, options: ClaimVolumeOptions): Promise<void> {
  const { stack, key, labels, sizeBytes } = options;
  const volume = volumeName(stack, key);
  const size = sizeArguments(sizeBytes);
  await dockerOutput(engine, ['volume', 'create', ...labelArguments(labels), ...size, volume]);
  const format = [STACK_LABEL, START_LABEL, KEPT_LABEL]
    .map((label) => `{{index .Labels "${label}"}}`)
    .join('\t');
  const { exitCode, stdout } = await runDocker(engine, ['volume', 'inspect', '--format', format, volume]);
  const [itsStack = '', start, keptFor] = stdout.trimEnd().split('\t');
  if (start === labels[START_LABEL]) return;
  if (itsStack === stack && keptFor && labels[KEPT_LABEL]) return;
  if (exitCode !== 0 || itsStack === stack) throw nameTaken(stack); // removed already, or about to be
  throw new DrydockError(
    'stack-exists',
    `there is a volume "${volume}", which stack "${stack}" did not make`,
    {
      nextStep: `start under another name, or remove it with what it holds: docker volume rm ${volume}`,
    },
  );
}

/** What the engine calls a volume of the compose file. */
export function volumeName(stack: string, key: string): string {
  return `${stack}_${key}`;
}

function sizeArguments(bytes: number | undefined): string[] {
  if (bytes === undefined) return [];
  return ['type=tmpfs', 'device=tmpfs', `o=size=${bytes}`].flatMap((option) => ['--opt', option]);
}

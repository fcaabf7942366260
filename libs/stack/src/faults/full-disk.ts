import { DrydockError, type Engine, ROOT_IMAGE, runDocker } from '@drydock/engine';
import { dockerOutput } from '../docker-output.ts';
import { labelArguments } from '../labels.ts';
import { type Fault, openFault } from './fault.ts';
import type { FaultTarget } from './fault-target.ts';

const FILL_TIMEOUT_MS = 60_000;
const FILE = '.drydock-fill';
/** Large blocks first, then bytes, until nothing fits; and a proof of it. */
const FILL = `
dd if=/dev/zero of="$0" bs=64k 2>/dev/null
dd if=/dev/zero bs=1 count=65536 2>/dev/null >> "$0"
! echo x 2>/dev/null >> "$0"`;

export async function openFullDisk(target: FaultTarget, volume: string | undefined): Promise<Fault> {
  const { run } = target;
  const mount = run.volumes.find((one) => (volume ?? one.volume) === one.volume);
  if (!mount || (volume === undefined && run.volumes.length > 1))
    throw new DrydockError('unknown-name', `service "${run.name}" has no volume that is meant by this`, {
      nextStep: `name one of: ${run.volumes.map((one) => one.volume).join(', ') || 'it has none'}`,
    });
  await refuseUnlimited(target, mount.volume);
  const file = `${mount.target}/${FILE}`;
  return openFault(target, {
    what: `has no space on ${mount.target}`,
    begin: () => beside(target, ['sh', '-c', FILL, file]),
    end: () => beside(target, ['rm', '-f', file]),
  });
}

/** To fill it would be to fill this machine's disk. */
async function refuseUnlimited({ engine, volumeName }: FaultTarget, volume: string): Promise<void> {
  if (await isLimited(engine, volumeName(volume))) return;
  throw new DrydockError('usage', `volume "${volume}" is as large as the disk of this machine`, {
    nextStep: `start the stack with a size for it: volumeSizes: { '${volume}': 8_000_000 }`,
  });
}

async function isLimited(engine: Engine, volume: string): Promise<boolean> {
  const format = ['--format', '{{json .Options}}'];
  const { stdout } = await runDocker(engine, ['volume', 'inspect', ...format, volume]);
  return stdout.includes('size=');
}

/** Runs a command on the volumes of the service, and as its user. The service's image has none to run. */
async function beside(target: FaultTarget, command: readonly string[]): Promise<void> {
  const { engine, containerId, labels, run } = target;
  const user = run.user === null ? [] : ['--user', run.user];
  const place = ['--pull', 'never', '--network', 'none', '--volumes-from', containerId];
  await dockerOutput(
    engine,
    ['run', '--rm', ...labelArguments(labels), ...place, ...user, ROOT_IMAGE, ...command],
    { timeoutMs: FILL_TIMEOUT_MS },
  );
}

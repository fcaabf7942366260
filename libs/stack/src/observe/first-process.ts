import { type Engine, ROOT_IMAGE, runDocker } from '@drydock/engine';
import { type Labels, labelArguments } from '../labels.ts';
import { capabilityNames } from './capability-names.ts';
import type { ContainerView } from './container-view.ts';
import type { ObservedBehaviour } from './observed-behaviour.ts';

const LOOK_TIMEOUT_MS = 30_000;

/** Base64, because an argument may hold line breaks. */
const LOOK = `
base64 --wrap=0 /proc/1/cmdline; echo
readlink /proc/1/exe
grep --extended-regexp '^(Uid|Gid|CapEff|NoNewPrivs):' /proc/1/status`;

type FirstProcess = Pick<ObservedBehaviour, 'pid1' | 'user'>;

interface LookOptions {
  readonly container: ContainerView;
  /** For the container that looks. */
  readonly labels: Labels;
  /** What it looks with: a shell, base64, readlink and grep. Default: the root image, on which every builder stands. */
  readonly image?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * The first process of a running container. Its image has nothing to look with, so another container looks, from
 * inside the same process name space: process ids of the host mean nothing to an engine in a virtual machine or in name
 * spaces of its own. Without an image to look with, what `docker top` knows has to do.
 */
export async function firstProcess(engine: Engine, options: LookOptions): Promise<FirstProcess> {
  return (await lookFromInside(engine, options)) ?? (await askEngine(options.container)) ?? {};
}

async function lookFromInside(
  engine: Engine,
  { container, labels, image = ROOT_IMAGE, signal }: LookOptions,
): Promise<FirstProcess | undefined> {
  // To read which file another process runs takes the right to trace it. Nothing else is allowed.
  const rights = ['--cap-drop', 'ALL', '--cap-add', 'SYS_PTRACE', '--security-opt', 'no-new-privileges'];
  const place = ['--rm', '--pull', 'never', '--read-only', '--network', 'none', '--user', '0:0'];
  const target = ['--pid', `container:${container.id}`];
  const args = ['run', ...place, ...rights, ...target, ...labelArguments(labels)];
  const look = [...args, '--entrypoint', 'sh', image, '-c', LOOK];
  const result = await runDocker(engine, look, { timeoutMs: LOOK_TIMEOUT_MS, signal });
  return result.exitCode === 0 ? parseLook(result.stdout) : undefined;
}

function parseLook(output: string): FirstProcess {
  const [encoded = '', executable = '', ...lines] = output.split('\n');
  const status = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.split('\t').slice(1)]));
  // Uid and Gid are four each: real, effective, saved, of files.
  const id = (key: string) => Number(status.get(key)?.[1]);
  const words = Buffer.from(encoded, 'base64').toString('utf8').split('\0');
  return {
    pid1: { command: words.slice(0, -1), executable },
    user: {
      uid: id('Uid'),
      gid: id('Gid'),
      capabilities: capabilityNames(status.get('CapEff')?.[0] ?? '0'),
      hasNoNewPrivileges: status.get('NoNewPrivs')?.[0] === '1',
    },
  };
}

/** Columns of `ps`, the command last: it may hold spaces. Not every engine's `ps` knows `exe`. */
const COLUMNS = ['pid,ppid,uid,gid,exe,args', 'pid,ppid,uid,gid,args'];

async function askEngine(container: ContainerView): Promise<FirstProcess | undefined> {
  for (const columns of COLUMNS) {
    const table = await container.top(`-o ${columns}`).catch(() => undefined);
    if (!table) continue;
    const names = columns.split(',');
    const rows = table.Processes.map((row) => new Map(names.map((name, index) => [name, row[index] ?? ''])));
    const pids = new Set(rows.map((row) => row.get('pid')));
    const first = rows.find((row) => !pids.has(row.get('ppid')));
    if (!first) continue;
    const { Path, Args } = await container.inspect();
    const started = [Path, ...Args];
    const text = first.get('args') ?? '';
    // `ps` does not say where a word ends. The engine does, of the command that it started.
    const command = started.join(' ') === text ? started : text.split(' ');
    const executable = first.get('exe') ?? '';
    return {
      pid1: { command, executable: executable === '-' ? '' : executable },
      user: { uid: Number(first.get('uid')), gid: Number(first.get('gid')) },
    };
  }
  return undefined;
}

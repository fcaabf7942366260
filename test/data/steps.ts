import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, runDocker } from '@drydock/engine';
import { startStack, sweepStale } from '@drydock/stack';
import { finished } from '../support/run-drydock.ts';
import { type KeptCopy, SERVICE_NAMES } from './kept-copy.ts';

/** A start takes about as long with these images. */
const LONGEST_START_MS = 4_000;

export interface Scene {
  readonly engine: Engine;
  readonly copy: KeptCopy;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export interface Step {
  readonly name: string;
  /** A person who does this wants the volume gone, if no container uses it. */
  readonly removesVolumes?: boolean;
  readonly take: (scene: Scene) => Promise<void>;
}

export const UP: Step = { name: 'up', take: ({ copy }) => command(copy, 'up', '--no-build') };

/** What people do, each as likely as the others. */
export const STEPS: readonly Step[] = [
  UP,
  {
    name: 'up, built',
    take: async ({ copy }) => {
      await command(copy, 'up');
      await copy.tagImages();
    },
  },
  { name: 'down', take: ({ copy }) => command(copy, 'down') },
  { name: 'down --volumes', removesVolumes: true, take: ({ copy }) => command(copy, 'down', '--volumes') },
  { name: 'load', take: ({ copy }) => command(copy, 'load', '--duration', '1s', '--connections', '2') },
  {
    name: 'load with a fault',
    take: ({ copy }) => command(copy, 'load', '--duration', '2s', '--fault', 'killed:apod@1s'),
  },
  { name: 'check', take: ({ copy }) => command(copy, 'check', 'apps/apod/image.contract.ts') },
  { name: 'a test', take: aTest },
  { name: 'a sweep', take: async ({ engine }) => void (await sweepStale(engine)) },
  { name: 'a start that is broken off', take: brokenOff },
  { name: 'a changed image', take: changedImage },
  {
    name: 'a changed compose file',
    take: async ({ copy, random }) =>
      copy.edit((text) => text.replace(/pids_limit: \d+/, `pids_limit: ${100 + Math.floor(random() * 100)}`)),
  },
  { name: 'a moved clone', take: async ({ copy }) => copy.move() },
  { name: 'docker stop', take: ({ engine, copy, random }) => docker(engine, 'stop', anyOf(copy, random)) },
  { name: 'docker kill', take: ({ engine, copy, random }) => docker(engine, 'kill', anyOf(copy, random)) },
  { name: 'docker image prune', take: pruneImages },
  ...(['container', 'network'] as const).map((kind) => ({
    name: `docker ${kind} prune`,
    take: ({ engine, copy }: Scene) => docker(engine, kind, 'prune', '--force', ...ownFilter(copy)),
  })),
  {
    name: 'docker volume prune --all',
    removesVolumes: true,
    take: ({ engine, copy }) => docker(engine, 'volume', 'prune', '--all', '--force', ...ownFilter(copy)),
  },
];

/** Others use the engine too: only what belongs to this stack is pruned. */
function ownFilter({ stack }: KeptCopy): string[] {
  return ['--filter', `label=dev.drydock.stack=${stack}`];
}

/** May fail, as `load` without images does; what it must not do is looked at afterwards. */
async function command(copy: KeptCopy, ...args: string[]): Promise<void> {
  const { stderr } = await copy.run(args);
  if (/this is a bug/.test(stderr)) throw new Error(`drydock ${args.join(' ')}: ${stderr}`);
}

/** May fail: the container is not there, or nothing is to be pruned. */
async function docker(engine: Engine, ...args: string[]): Promise<void> {
  await runDocker(engine, args);
}

function anyOf({ stack }: KeptCopy, random: () => number): string {
  return `${stack}-${SERVICE_NAMES[Math.floor(random() * SERVICE_NAMES.length)]}`;
}

async function aTest({ engine, copy }: Scene): Promise<void> {
  const images = Object.fromEntries(
    SERVICE_NAMES.map((name) => [name, `drydock/${name === 'image-of-the-day' ? 'apod' : name}:local`]),
  );
  await using _stack = await startStack(engine, { root: copy.folder(), ports: 'random', images });
}

async function brokenOff({ copy, random }: Scene): Promise<void> {
  const child = copy.start(['up', '--no-build']);
  const ended = finished(child);
  await sleep(random() * LONGEST_START_MS);
  const ways = [
    () => child.kill('SIGINT'),
    () => child.kill('SIGHUP'),
    () => child.kill('SIGKILL'),
    () => child.stderr?.destroy(),
  ];
  ways[Math.floor(random() * ways.length)]?.();
  await ended;
}

/** One more label makes it another image. */
async function changedImage({ engine, copy, random }: Scene): Promise<void> {
  const image = copy.imageOf('access-log');
  const dockerfile = `FROM ${image}\nLABEL change="${random()}"\n`;
  await runDocker(engine, ['build', '--quiet', '--tag', image, '-'], { input: dockerfile });
}

/** Of images that no container uses. `prune` knows no filter by name. */
async function pruneImages({ engine, copy, random }: Scene): Promise<void> {
  const name = SERVICE_NAMES[Math.floor(random() * SERVICE_NAMES.length)];
  if (name) await runDocker(engine, ['image', 'rm', copy.imageOf(name)]);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { anonymousVolumes } from './anonymous-volumes.ts';
import { dockerLines } from './docker-output.ts';
import { folderOfLabel, KEPT_LABEL, OWNER_LABEL, STACK_LABEL, START_LABEL } from './labels.ts';

const REMOVE_ATTEMPTS = 30;
const REMOVE_PAUSE_MS = 100;

/** Something Drydock made in the engine. */
export interface LabelledObject {
  readonly kind: 'container' | 'network' | 'volume';
  /** Of a volume: its name. */
  readonly id: string;
  readonly name: string;
  /** Empty for a one-off container. */
  readonly stack: string;
  readonly start: string;
  /** Empty when no process answers for it. */
  readonly owner: string;
  /** The folder of the compose file, when a person started it. Else empty. */
  readonly keptFor: string;
}

const KINDS = {
  container: {
    list: ['ps', '--all', '--no-trunc'],
    id: '{{.ID}}',
    name: '{{.Names}}',
    remove: ['rm', '--force'],
  },
  network: {
    list: ['network', 'ls', '--no-trunc'],
    id: '{{.ID}}',
    name: '{{.Name}}',
    remove: ['network', 'rm'],
  },
  volume: { list: ['volume', 'ls'], id: '{{.Name}}', name: '{{.Name}}', remove: ['volume', 'rm', '--force'] },
} as const;

/** Lists what carries a label: `dev.drydock.owner`, or with a value `dev.drydock.stack=shop`. */
export async function labelledObjects(
  engine: Engine,
  label: string,
  kinds: readonly LabelledObject['kind'][] = ['container', 'network', 'volume'],
): Promise<LabelledObject[]> {
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const { list, id, name } = KINDS[kind];
      const labels = [STACK_LABEL, START_LABEL, OWNER_LABEL, KEPT_LABEL].map((key) => `{{.Label "${key}"}}`);
      const format = [id, name, ...labels].join('\t');
      const lines = await dockerLines(engine, [...list, '--filter', `label=${label}`, '--format', format]);
      return lines.map((line) => parseLine(kind, line));
    }),
  );
  return lists.flat();
}

function parseLine(kind: LabelledObject['kind'], line: string): LabelledObject {
  const [id = '', name = '', stack = '', start = '', owner = '', keptFor = ''] = line.split('\t');
  return { kind, id, name, stack, start, owner, keptFor: folderOfLabel(keptFor) };
}

export interface RemoveOptions {
  /** Named volumes stay, and anonymous ones. Default: no. */
  readonly keepsVolumes?: boolean | undefined;
}

/**
 * Removes everything with a label: containers first, then what they hold on to. Somebody else may be
 * removing the same things, and a container may still be on its way: what counts is that nothing is left.
 */
export async function removeLabelled(
  engine: Engine,
  label: string,
  { keepsVolumes = false }: RemoveOptions = {},
): Promise<LabelledObject[]> {
  const kinds: LabelledObject['kind'][] = [
    'container',
    'network',
    ...(keepsVolumes ? [] : ['volume' as const]),
  ];
  const removed = new Map<string, LabelledObject>();
  let complaint = '';
  for (let attempt = 0; attempt < REMOVE_ATTEMPTS; attempt += 1) {
    const objects = await labelledObjects(engine, label, kinds);
    if (objects.length === 0) return [...removed.values()];
    for (const object of objects) removed.set(`${object.kind} ${object.id}`, object);
    if (attempt > 0) await sleep(REMOVE_PAUSE_MS);
    complaint = (await removeOnce(engine, objects, keepsVolumes)) || complaint;
  }
  throw new DrydockError('cleanup-failed', `what is labelled ${label} cannot be removed`, {
    evidence: complaint.split('\n'),
    nextStep: `look at: docker ps --all --filter label=${label}`,
  });
}

async function removeOnce(
  engine: Engine,
  objects: readonly LabelledObject[],
  keepsVolumes: boolean,
): Promise<string> {
  const anonymous = keepsVolumes ? [] : await anonymousVolumes(engine, objects);
  let complaint = '';
  for (const kind of ['container', 'network', 'volume'] as const) {
    const ofKind = objects.filter((object) => object.kind === kind);
    if (ofKind.length === 0) continue;
    const { stderr } = await runDocker(engine, [...KINDS[kind].remove, ...ofKind.map(({ id }) => id)]);
    complaint += stderr;
  }
  // What a container held that was removed by somebody else meanwhile is no complaint.
  if (anonymous.length > 0)
    await runDocker(engine, ['volume', 'rm', '--force', ...anonymous.map(({ volume }) => volume)]);
  return complaint.trim();
}

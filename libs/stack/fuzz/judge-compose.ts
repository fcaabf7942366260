import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  currentOwner,
  type Engine,
  formatOwner,
  type RunResult,
  runCommand,
  runDocker,
} from '@drydock/engine';
import { connectTestcontainers } from '../src/connect-testcontainers.ts';
import { dockerLines, dockerOutput } from '../src/docker-output.ts';
import { findPorts } from '../src/find-images.ts';
import { removeLabelled } from '../src/labelled-objects.ts';
import { OWNER_LABEL, STACK_LABEL, START_LABEL } from '../src/labels.ts';
import { hostBindings } from '../src/place-service.ts';
import { prepareStack } from '../src/prepare-stack.ts';
import { readCompose } from '../src/read-compose.ts';
import { ServiceContainer } from '../src/service-container.ts';
import { stackLayout } from '../src/stack-layout.ts';
import { EMPTY_TAG, type GeneratedCompose, generateCompose } from './generate-compose.ts';
import { canonical, comparable, differences, type Inspected } from './inspected.ts';

const EMPTY_IMAGE = `drydock-fuzz/empty:${EMPTY_TAG}`;
const CREATE_TIMEOUT_MS = 120_000;
/** What a container of ours is stopped with as soon as it is there: to be looked at, it does not have to run. */
const ENOUGH = new Error('created');

export interface Judgement {
  readonly services: number;
  /** Compose itself did not want it, so there was nothing to compare. */
  readonly refused: string | undefined;
  readonly differences: readonly string[];
}

/** Has Compose and Drydock make the containers of one generated file, and holds them against each other. */
export function judgeCompose(engine: Engine, seed: string, index: number): Promise<Judgement> {
  return judgeFile(engine, generateCompose(seed, index), `fuzz-${process.pid}-${index}`);
}

async function judgeFile(engine: Engine, generated: GeneratedCompose, word: string): Promise<Judgement> {
  await using folder = await folderOf(generated);
  const theirs = `${word}-a`;
  const ours = `${word}-b`;
  const down = () =>
    compose(engine, folder.path, ['--project-name', theirs, 'down', '--volumes', '--timeout', '0']);
  try {
    const create = ['create', '--no-build', '--pull', 'never'];
    const made = await compose(engine, folder.path, ['--project-name', theirs, ...create]);
    const refused = made.exitCode === 0 ? undefined : made.stderr.trim().split('\n').at(-1);
    if (refused !== undefined) return { services: 0, refused, differences: [] };
    const [expected, actual] = await Promise.all([
      describeCompose(engine, theirs),
      createOurs(engine, folder.path, ours),
    ]);
    return { services: servicesOf(expected), refused, differences: differences(expected, actual) };
  } finally {
    await Promise.all([down(), removeLabelled(engine, `${STACK_LABEL}=${ours}`)]);
  }
}

function servicesOf(described: Readonly<Record<string, unknown>>): number {
  return Object.keys(described).filter((key) => key.startsWith('service ')).length;
}

async function folderOf({ file, beside }: GeneratedCompose) {
  const path = await mkdtemp(join(tmpdir(), 'drydock-fuzz-compose-'));
  for (const [name, text] of Object.entries({ 'compose.yaml': file, ...beside })) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** As a user would run it in that folder. */
function compose(engine: Engine, folder: string, args: readonly string[]): Promise<RunResult> {
  const env = { ...engine.env, PWD: folder };
  return runCommand(engine.docker, ['compose', ...args], { cwd: folder, env, timeoutMs: CREATE_TIMEOUT_MS });
}

async function describeCompose(engine: Engine, project: string): Promise<Record<string, unknown>> {
  const label = `label=com.docker.compose.project=${project}`;
  const ids = await dockerLines(engine, ['ps', '--all', '--quiet', '--filter', label]);
  return describe(engine, ids, {
    label,
    stack: project,
  });
}

interface Named {
  readonly label: string;
  readonly stack: string;
}

const SERVICE_LABELS = ['com.docker.compose.service', 'dev.drydock.service'];

/** Containers, networks and volumes, by the names that they have in the compose file. */
async function describe(
  engine: Engine,
  ids: readonly string[],
  named: Named,
): Promise<Record<string, unknown>> {
  const described: Record<string, unknown> = {};
  const rename = (text: string) => text.replaceAll(named.stack, 'stack');
  for (const container of await inspect<Inspected>(engine, ids)) {
    const labels = container.Config.Labels ?? {};
    const service = SERVICE_LABELS.map((label) => labels[label]).find(Boolean) ?? '';
    described[`service ${service}`] = comparable(container, rename);
  }
  for (const kind of ['network', 'volume']) {
    const names = await dockerLines(engine, [kind, 'ls', '--quiet', '--filter', named.label]);
    if (names.length === 0) continue;
    const list = JSON.parse(await dockerOutput(engine, [kind, 'inspect', ...names])) as Thing[];
    for (const thing of list)
      described[`${kind} ${rename(thing.Name)}`] = canonical(settingsOf(thing), rename);
  }
  return described;
}

interface Thing {
  readonly Name: string;
  readonly Driver: string;
  readonly Options: unknown;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly EnableIPv6?: boolean;
  readonly Labels: Readonly<Record<string, string>> | null;
}

function settingsOf({ Driver, Options, Internal, Attachable, EnableIPv6, Labels }: Thing): unknown {
  const own = Object.entries(Labels ?? {}).filter(
    ([key]) => !/^(com\.docker\.compose|dev\.drydock)/.test(key),
  );
  return {
    Driver,
    Options: Options ?? {},
    Internal,
    Attachable,
    EnableIPv6,
    Labels: Object.fromEntries(own),
  };
}

async function inspect<T>(engine: Engine, ids: readonly string[]): Promise<T[]> {
  return ids.length === 0 ? [] : (JSON.parse(await dockerOutput(engine, ['inspect', ...ids])) as T[]);
}

/** Everything that a start does, up to the moment when the containers would run. */
async function createOurs(engine: Engine, root: string, name: string): Promise<Record<string, unknown>> {
  const named = { ...engine, env: { ...engine.env, COMPOSE_PROJECT_NAME: name } };
  const { signal } = new AbortController();
  const read = await readCompose(named, { root });
  await connectTestcontainers(engine);
  const layout = stackLayout(read, { name, network: read.network });
  const labels = { [STACK_LABEL]: name, [START_LABEL]: name, [OWNER_LABEL]: formatOwner(currentOwner()) };
  const { services } = read;
  const onEvent = () => undefined;
  await prepareStack(engine, { name, compose: read, services, layout, labels, onEvent, signal });
  const reaches = await findPorts(engine, services, { publish: 'declared', signal });
  const ids: string[] = [];
  for (const run of services) {
    const reach = reaches.get(run.name) ?? { port: null, hasHealthCheck: false };
    const container = new ServiceContainer(run, {
      containerName: layout.containerName(run.name),
      networks: layout.networksOf(run),
      labels,
      port: reach.port,
      bindings: hostBindings(run, reach, 'declared'),
      volumeName: layout.volumeName,
      containerNameOf: layout.containerName,
      onCreated: (id) => {
        ids.push(id);
        throw ENOUGH;
      },
    });
    await container.start().catch((error: unknown) => {
      if (error !== ENOUGH) throw error;
    });
  }
  const label = `label=${STACK_LABEL}=${name}`;
  return describe(engine, ids, { label, stack: name });
}

/** An image that holds nothing but its settings. */
export async function makeEmptyImage(engine: Engine): Promise<void> {
  const changes = [
    'ENV FROM_IMAGE=yes',
    'WORKDIR /work',
    'ENTRYPOINT ["/entry"]',
    'CMD ["one", "two"]',
    'VOLUME /kept',
  ];
  const flags = changes.flatMap((change) => ['--change', change]);
  const empty = '\0'.repeat(1024); // the end of an archive
  await dockerOutput(engine, ['import', ...flags, '-', EMPTY_IMAGE], { input: empty });
}

export async function removeEmptyImage(engine: Engine): Promise<void> {
  await runDocker(engine, ['image', 'rm', EMPTY_IMAGE]);
}

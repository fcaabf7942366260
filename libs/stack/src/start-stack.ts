import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { currentOwner, DrydockError, type Engine, formatOwner, summaryOf } from '@drydock/engine';
import { connectTestcontainers } from './connect-testcontainers.ts';
import { refuseForeignStack, refuseTaken, stopEarlierStart } from './earlier-start.ts';
import { findPorts } from './find-images.ts';
import { removeLabelled } from './labelled-objects.ts';
import { KEPT_LABEL, type Labels, NETWORK_LABEL, OWNER_LABEL, STACK_LABEL, START_LABEL } from './labels.ts';
import { overrideServices } from './override-services.ts';
import { prepareStack, refuseTakenPlaces } from './prepare-stack.ts';
import { readCompose } from './read-compose.ts';
import { openStack, type Stack } from './stack.ts';
import type { OnStackEvent } from './stack-event.ts';
import { stackLayout } from './stack-layout.ts';
import { startServices } from './start-services.ts';
import { sweepStale } from './sweep-stale.ts';

const READY_TIMEOUT_MS = 120_000;

export interface StartStackOptions {
  /** The folder of the compose file. */
  readonly root: string;
  /** Default: the files that `docker compose` would read there. */
  readonly file?: string | undefined;
  /** Profiles to activate, next to those of `COMPOSE_PROFILES`. */
  readonly profiles?: readonly string[] | undefined;
  /** Name of the stack. Default: one that nobody else has, or the compose file's own for one that is kept. */
  readonly project?: string | undefined;
  /**
   * For a person: it stays when this process ends, and nothing but a command that says its name removes it. What was started so under the name before is replaced, on the volumes that it had, unless
   * another folder's compose file is behind it. Default: no.
   */
  readonly isKept?: boolean | undefined;
  /** Name of the network. Default: one of its own. A network of that name made by hand is used, and not removed. */
  readonly network?: string | undefined;
  /**
   * Where services are reached. `random`: each on free ports of 127.0.0.1. `declared`: where the compose file publishes
   * ports, on those, or the next free ones, and at its addresses.
   */
  readonly ports: 'random' | 'declared';
  readonly labels?: Labels | undefined;
  /** Environment to add or replace, by service. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** Image to run instead, by service. */
  readonly images?: Readonly<Record<string, string>> | undefined;
  /** In bytes, by volume of the compose file: it then lies in memory, ends there, and is empty after a stop. */
  readonly volumeSizes?: Readonly<Record<string, number>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnStackEvent | undefined;
  /** For one service to become ready. Default: 120 s: a loaded machine is slow, not broken. */
  readonly timeoutMs?: number | undefined;
}

/** Starts all services of a compose file at once, on a network, and hands them over when all of them answer. */
export async function startStack(engine: Engine, options: StartStackOptions): Promise<Stack> {
  const onEvent = options.onEvent ?? (() => undefined);
  const isKept = options.isKept ?? false;
  const cancelled = options.signal ?? new AbortController().signal;
  const [compose, client, swept] = await Promise.all([
    readCompose(engine, {
      root: options.root,
      file: options.file,
      profiles: options.profiles,
      signal: cancelled,
    }),
    connectTestcontainers(engine),
    sweepStale(engine),
  ]);
  for (const text of compose.warnings) onEvent({ type: 'warning', text });
  if (swept.length > 0) onEvent({ type: 'swept', names: swept.map(({ name }) => name) });

  const services = overrideServices(compose, options);
  if (services.length === 0)
    throw new DrydockError('compose-invalid', `no service of ${compose.path} is active`, {
      nextStep: 'activate one of its profiles: COMPOSE_PROFILES',
    });
  const start = randomUUID();
  const name = options.project ?? (isKept ? compose.project : `${compose.project}-${start.slice(0, 8)}`);
  const folder = realpathSync(dirname(compose.path));
  const layout = stackLayout(compose, { name, network: options.network });
  const { network } = layout;
  const labels = {
    ...options.labels,
    [STACK_LABEL]: name,
    [START_LABEL]: start,
    ...(isKept ? { [KEPT_LABEL]: encodeURI(folder) } : { [OWNER_LABEL]: formatOwner(currentOwner()) }),
    [NETWORK_LABEL]: network,
  };
  // Before anything is stopped: what cannot be started is no reason to stop what runs.
  const ports = await findPorts(engine, services, { publish: options.ports, signal: cancelled });
  const { volumeSizes } = options;
  const common = { compose, layout, services, name, network, labels, volumeSizes, onEvent };
  const plan = { ...common, signal: cancelled };
  const place = { name, folder, signal: cancelled };
  if (isKept) {
    await refuseForeignStack(engine, place);
    await refuseTakenPlaces(engine, plan);
  }
  const anonymous = isKept ? await stopEarlierStart(engine, place) : await refuseTaken(engine, name);
  try {
    cancelled.throwIfAborted();
    await prepareStack(engine, plan);
    await startServices(engine, {
      ...plan,
      client,
      ports,
      anonymous,
      publish: options.ports,
      timeoutMs: options.timeoutMs ?? READY_TIMEOUT_MS,
    });
    cancelled.throwIfAborted();
    return await openStack(engine, {
      ...plan,
      client,
      start,
      isKept,
      volumeName: layout.volumeName,
      networkOf: layout.networkOf,
    });
  } catch (error) {
    onEvent({ type: 'stopping', reason: summaryOf(error) });
    await removeLabelled(engine, `${START_LABEL}=${start}`, { keepsVolumes: isKept }).catch(
      (failure: unknown) => onEvent({ type: 'cleanup-failed', error: failure }),
    );
    throw cancelled.aborted
      ? new DrydockError('cancelled', 'the start of the stack was cancelled', { cause: error })
      : error;
  }
}

import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { z } from 'zod';
import type { ComposeNetwork } from './compose/file-schema.ts';
import { dockerOutput } from './docker-output.ts';
import { type Labels, labelArguments, STACK_LABEL } from './labels.ts';

const inspectSchema = z.array(
  z.object({
    Driver: z.string(),
    Labels: z.record(z.string(), z.string()).nullish(),
    Containers: z.record(z.string(), z.object({ Name: z.string() })).nullish(),
  }),
);
const aliasSchema = z.array(
  z.object({
    Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
    NetworkSettings: z.object({
      Networks: z.record(z.string(), z.object({ Aliases: z.array(z.string()).nullish() })),
    }),
  }),
);

export interface UseNetworkOptions {
  /** As the engine calls it. */
  readonly network: string;
  /** By which its members are to be found. */
  readonly names: readonly string[];
  /** What the compose file says of it. Default: nothing, which makes a bridge. */
  readonly settings?: Omit<ComposeNetwork, 'name' | 'external'> | undefined;
  /** The stack that is about to be stopped for this one. */
  readonly replaces?: string | undefined;
}

export interface JoinNetworkOptions extends UseNetworkOptions {
  readonly labels: Labels;
  readonly signal: AbortSignal;
}

/**
 * Creates the network, or adopts one of that name that somebody made by hand (`docker network create nat`) and
 * that holds nobody of the same names. Gives back whether it was adopted: then it is not ours to remove.
 */
export async function joinNetwork(
  engine: Engine,
  options: JoinNetworkOptions,
): Promise<{ readonly isAdopted: boolean }> {
  const { network, labels, settings, signal } = options;
  const all = labelArguments({ ...settings?.labels, ...labels });
  const args = ['network', 'create', ...settingArguments(settings), ...all, network];
  const created = await runDocker(engine, args, { signal });
  if (created.exitCode === 0) return { isAdopted: false };
  if (!created.stderr.includes('already exists'))
    throw new DrydockError('network-conflict', `network "${network}" cannot be created`, {
      evidence: created.stderr.trim().split('\n'),
      nextStep: created.stderr.includes('overlaps')
        ? 'another network has these addresses: remove it, or change "ipam" in the compose file'
        : 'when addresses have run out, remove networks nobody uses: docker network prune',
    });
  await refuseForeignNetwork(engine, options);
  return { isAdopted: true };
}

/** A network that the compose file calls external has to be there. It is used as it is. */
export async function requireNetwork(engine: Engine, network: string, signal: AbortSignal): Promise<void> {
  const { exitCode } = await runDocker(engine, ['network', 'inspect', network], { signal });
  if (exitCode !== 0)
    throw new DrydockError('network-conflict', `external network "${network}" is not there`, {
      nextStep: `create it: docker network create ${network}`,
    });
}

function settingArguments(settings: JoinNetworkOptions['settings']): string[] {
  const pairs = (flag: string, values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
  const given = (flag: string, value: string | null | undefined) => (value ? [flag, value] : []);
  return [
    ...['--driver', settings?.driver ?? 'bridge'],
    ...pairs('--opt', settings?.driver_opts),
    ...given('--ipam-driver', settings?.ipam?.driver),
    ...pairs('--ipam-opt', settings?.ipam?.options),
    ...(settings?.ipam?.config ?? []).flatMap((pool) => [
      ...given('--subnet', pool.subnet),
      ...given('--gateway', pool.gateway),
      ...given('--ip-range', pool.ip_range),
      ...pairs('--aux-address', pool.aux_addresses ?? {}),
    ]),
    ...(settings?.internal ? ['--internal'] : []),
    ...(settings?.attachable ? ['--attachable'] : []),
    ...(settings?.enable_ipv4 == null ? [] : [`--ipv4=${settings.enable_ipv4}`]),
    ...(settings?.enable_ipv6 == null ? [] : [`--ipv6=${settings.enable_ipv6}`]),
  ];
}

/** Throws when there is a network of that name that this stack may not use. One that an earlier start made is its own. */
export async function refuseForeignNetwork(
  engine: Engine,
  { network, names, settings, replaces }: UseNetworkOptions,
): Promise<void> {
  const { exitCode, stdout } = await runDocker(engine, ['network', 'inspect', network]);
  if (exitCode !== 0) return; // there is none, or none any more
  const [found] = inspectSchema.parse(JSON.parse(stdout));
  const labels = found?.Labels ?? {};
  const stack = labels[STACK_LABEL];
  if (stack && stack === replaces) return;
  if (stack)
    throw conflict(
      network,
      `belongs to the stack "${stack}"`,
      `stop that stack first: drydock down ${stack}`,
    );
  const project = labels['com.docker.compose.project'];
  if (project)
    throw conflict(
      network,
      `belongs to Compose's project "${project}"`,
      `stop it first: docker compose --project-name ${project} down`,
    );
  const driver = settings?.driver ?? 'bridge';
  if (found?.Driver !== driver)
    throw conflict(
      network,
      `is a ${found?.Driver} network, and not a ${driver}`,
      `remove it: docker network rm ${network}`,
    );
  const members = Object.keys(found.Containers ?? {});
  const taken = await takenNames(engine, { network, names, replaces }, members);
  if (taken.length > 0)
    throw conflict(
      network,
      `already has a container called ${taken.join(', ')}`,
      `see which: docker network inspect ${network}`,
    );
}

/** Two containers of one name on a network get the calls by turns, which nobody wants to find out by watching. */
async function takenNames(
  engine: Engine,
  { network, names, replaces }: UseNetworkOptions,
  containerIds: readonly string[],
): Promise<string[]> {
  if (containerIds.length === 0) return [];
  const containers = aliasSchema.parse(JSON.parse(await dockerOutput(engine, ['inspect', ...containerIds])));
  const staying = containers.filter(
    ({ Config }) => replaces === undefined || Config.Labels?.[STACK_LABEL] !== replaces,
  );
  const present = staying.flatMap((container) => container.NetworkSettings.Networks[network]?.Aliases ?? []);
  return names.filter((name) => present.includes(name));
}

function conflict(network: string, what: string, nextStep: string): DrydockError {
  return new DrydockError('network-conflict', `network "${network}" ${what}`, { nextStep });
}

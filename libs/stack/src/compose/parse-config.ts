import type { z } from 'zod';
import { type ServiceRun, serviceRun } from '../service-run.ts';
import { type Problem, problemsOf } from './describe-problems.ts';
import {
  type ComposeNetwork,
  type ComposeVolume,
  networkSchema,
  sourceSchema,
  volumeSchema,
} from './file-schema.ts';
import { grantedFiles } from './granted-files.ts';
import { type ComposeService, serviceSchema } from './service-schema.ts';

const SECTIONS = ['networks', 'volumes', 'configs', 'secrets'] as const;
type Section = (typeof SECTIONS)[number];

/** What `docker compose config` prints. It has been through Compose, so only what we make of it has to be looked at. */
type Config = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly services?: Readonly<Record<string, unknown>> | null;
} & { readonly [section in Section]?: Readonly<Record<string, unknown>> | null };

export interface ParsedNetwork extends ComposeNetwork {
  readonly key: string;
}

export interface ParsedVolume extends ComposeVolume {
  readonly key: string;
  /** The file gives it a name of its own, in place of one made of the project's and its own. */
  readonly isNamed: boolean;
}

export interface ParsedConfig {
  /** The `name` at the top of the file. */
  readonly project: string;
  /** What the engine calls the network that most services are on, e.g. `nat`. */
  readonly network: string;
  readonly services: readonly ServiceRun[];
  /** Of all services of the file, also of those that were not asked for. */
  readonly serviceNames: readonly string[];
  /** Keys of the named volumes. */
  readonly volumes: readonly string[];
  readonly networkSettings: readonly ParsedNetwork[];
  readonly volumeSettings: readonly ParsedVolume[];
  readonly problems: readonly Problem[];
}

export interface ParseOptions {
  /** Only these, and what they depend on. */
  readonly services?: readonly string[] | undefined;
  /** Values of what `sourceVariables` names. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** Variables that configs and secrets take their contents from. */
export function sourceVariables(config: unknown): string[] {
  const { configs, secrets } = config as Config;
  const sources = Object.values({ ...configs, ...secrets }) as { readonly environment?: string }[];
  return sources.flatMap(({ environment }) => (environment ? [environment] : []));
}

export function parseConfig(read: unknown, options: ParseOptions = {}): ParsedConfig {
  const config = read as Config;
  // Whoever asks for some services only does not ask for what the whole file needs.
  const problems = options.services === undefined ? unknownSections(config) : [];
  const parsed = parseServices(config, options, problems);
  const services = [...parsed.values()];
  const used = usedBy(services);
  const section = <Schema extends z.ZodType>(name: Section, schema: Schema) =>
    parseSection(config[name] ?? {}, { name, schema, used: used[name], problems });
  const sources = {
    configs: section('configs', sourceSchema),
    secrets: section('secrets', sourceSchema),
    variables: options.variables ?? {},
  };
  const runs = [...parsed].map(([name, service]) => {
    const granted = grantedFiles(service, sources);
    for (const [key, text] of granted.problems) problems.push({ path: ['services', name, key], text });
    return serviceRun(name, service, { project: config.name, files: granted.files });
  });
  const networks = Object.entries(section('networks', networkSchema));
  const volumes = Object.entries(section('volumes', volumeSchema));
  return {
    project: config.name,
    network: mainNetwork(runs, Object.fromEntries(networks)),
    services: runs,
    serviceNames: Object.keys(config.services ?? {}),
    volumes: volumes.map(([key]) => key),
    networkSettings: networks.map(([key, network]) => ({ ...network, key })),
    volumeSettings: volumes.map(([key, volume]) => {
      return { ...volume, key, isNamed: volume.name !== `${config.name}_${key}` };
    }),
    problems,
  };
}

/** `x-` means nothing to Compose. */
function unknownSections(config: Config): Problem[] {
  const known = ['name', 'services', 'version', 'include', ...SECTIONS];
  return Object.keys(config)
    .filter((key) => !known.includes(key) && !key.startsWith('x-'))
    .map((key) => ({ path: [key], text: 'is not supported' }));
}

function parseServices(
  { services }: Config,
  { services: wanted }: ParseOptions,
  problems: Problem[],
): Map<string, ComposeService> {
  const all = services ?? {};
  const parsed = new Map<string, ComposeService>();
  for (const name of wanted === undefined ? Object.keys(all) : withDependencies(wanted, all)) {
    const result = serviceSchema.safeParse(all[name]);
    if (result.success) parsed.set(name, result.data);
    else problems.push(...problemsOf(['services', name], result.error));
  }
  return parsed;
}

/** A set hands out what is added to it while it is walked. */
function withDependencies(wanted: readonly string[], services: Readonly<Record<string, unknown>>): string[] {
  const needed = new Set(wanted);
  for (const name of needed) {
    const { depends_on: dependencies } = (services[name] ?? {}) as { readonly depends_on?: object };
    for (const dependency of Object.keys(dependencies ?? {})) needed.add(dependency);
  }
  return Object.keys(services).filter((name) => needed.has(name));
}

function usedBy(services: readonly ComposeService[]): Readonly<Record<Section, ReadonlySet<string>>> {
  const named = services.flatMap(({ volumes }) => volumes.filter(({ type }) => type === 'volume'));
  return {
    networks: new Set(services.flatMap(({ networks }) => Object.keys(networks))),
    volumes: new Set(named.map(({ source }) => source ?? '')),
    configs: new Set(services.flatMap(({ configs }) => configs.map(({ source }) => source))),
    secrets: new Set(services.flatMap(({ secrets }) => secrets.map(({ source }) => source))),
  };
}

interface SectionOptions<Schema> {
  readonly name: Section;
  readonly schema: Schema;
  readonly used: ReadonlySet<string>;
  readonly problems: Problem[];
}

function parseSection<Schema extends z.ZodType>(
  entries: Readonly<Record<string, unknown>>,
  { name, schema, used, problems }: SectionOptions<Schema>,
): Record<string, z.output<Schema>> {
  const parsed: Record<string, z.output<Schema>> = {};
  for (const [key, entry] of Object.entries(entries).filter(([one]) => used.has(one))) {
    const result = schema.safeParse(entry);
    if (result.success) parsed[key] = result.data;
    else problems.push(...problemsOf([name, key], result.error));
  }
  return parsed;
}

/** The one that most services are on. Of several, `default`, or else the first by the alphabet. */
function mainNetwork(
  services: readonly ServiceRun[],
  networks: Readonly<Record<string, ComposeNetwork>>,
): string {
  const members = (key: string) =>
    services.filter((run) => run.networks.some(({ network }) => network === key)).length;
  const [main] = Object.keys(networks).sort(
    (one, other) =>
      members(other) - members(one) ||
      Number(other === 'default') - Number(one === 'default') ||
      (one < other ? -1 : 1),
  );
  return networks[main ?? '']?.name ?? '';
}

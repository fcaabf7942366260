import type { ParsedNetwork } from './compose/parse-config.ts';
import type { ComposeFile } from './read-compose.ts';
import type { PlacedNetwork } from './service-container.ts';
import type { ServiceRun } from './service-run.ts';

/** What the engine calls the things of one stack. */
export interface StackLayout {
  /** The network that most services are on. */
  readonly network: string;
  /** All of them, each under its name in the engine. */
  readonly networks: readonly (ParsedNetwork & { readonly engineName: string })[];
  containerName(service: string): string;
  volumeName(volume: string): string;
  /** Where a service is put. */
  networksOf(run: ServiceRun): readonly PlacedNetwork[];
  /** The first of them, or the stack's where it has none. */
  networkOf(run: ServiceRun): string;
  /** By which the members of a network are found there. */
  namesOn(network: string, services: readonly ServiceRun[]): readonly string[];
  /** None of its networks leads to this machine. */
  isInternal(run: ServiceRun): boolean;
}

export interface LayoutOptions {
  /** Of the stack. */
  readonly name: string;
  /** What the main network is to be called. All of them have the names of the compose file then. */
  readonly network: string | undefined;
}

export function stackLayout(compose: ComposeFile, { name, network }: LayoutOptions): StackLayout {
  const nameOf = ({ key, name: declared, external }: ParsedNetwork) => {
    if (external) return declared;
    if (declared === compose.network) return network ?? name;
    return network === undefined || declared === `${compose.project}_${key}` ? `${name}_${key}` : declared;
  };
  const networks = compose.networkSettings.map((one) => ({ ...one, engineName: nameOf(one) }));
  const named = (key: string) => networks.find((one) => one.key === key);
  const main = networks.find((one) => one.name === compose.network)?.engineName ?? network ?? name;
  return {
    network: main,
    networks,
    containerName: (service) => `${name}-${service}`,
    volumeName: (volume) => volumeName(compose, name, volume),
    networksOf: (run) =>
      run.networks.map(({ network: key, aliases, settings }) => {
        return { name: named(key)?.engineName ?? key, aliases, settings };
      }),
    networkOf: ({ networks: [first] }) => (first && named(first.network)?.engineName) ?? main,
    namesOn: (key, services) =>
      services.flatMap((run) => {
        const member = run.networks.find((one) => one.network === key);
        return member === undefined ? [] : [run.name, ...member.aliases];
      }),
    isInternal: ({ networks: members }) =>
      members.length > 0 && members.every((member) => named(member.network)?.internal),
  };
}

/** A name that the file gives is a promise to whoever looks for the volume by it. */
function volumeName({ volumeSettings }: ComposeFile, stack: string, key: string): string {
  const settings = volumeSettings.find((volume) => volume.key === key);
  return settings?.external || settings?.isNamed ? settings.name : `${stack}_${key}`;
}

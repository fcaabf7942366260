import type { NetworkMember } from '../service-run.ts';
import type { Settings } from './engine-key.ts';
import type { ComposeEndpoint, ComposeService } from './service-schema.ts';

/** The networks of a service by priority, as Compose orders them: the first one is the container's default route. */
export function networkMembers(service: ComposeService): NetworkMember[] {
  const priority = (network: string) => service.networks[network]?.priority ?? 0;
  return Object.keys(service.networks)
    .sort((one, other) => priority(other) - priority(one) || (one < other ? -1 : 1))
    .map((network, index) => {
      const endpoint = service.networks[network] ?? undefined;
      const mac = endpoint?.mac_address ?? (index === 0 ? service.mac_address : undefined);
      const aliases = [...new Set([...(endpoint?.aliases ?? []), ...ownName(service)])];
      return { network, aliases, settings: endpointSettings(endpoint, mac) };
    });
}

/** Containers are called by the stack, so that two stacks of one file can run. Others find this one by its name all the same. */
function ownName({ container_name: name }: ComposeService): string[] {
  return name ? [name] : [];
}

function endpointSettings(endpoint: ComposeEndpoint | undefined, mac: string | null | undefined): Settings {
  const options = {
    ...endpoint?.driver_opts,
    ...(endpoint?.interface_name && { 'com.docker.network.endpoint.ifname': endpoint.interface_name }),
  };
  const addresses = {
    ...(endpoint?.ipv4_address && { IPv4Address: endpoint.ipv4_address }),
    ...(endpoint?.ipv6_address && { IPv6Address: endpoint.ipv6_address }),
    ...(endpoint?.link_local_ips && { LinkLocalIPs: endpoint.link_local_ips }),
  };
  return {
    ...(mac && { MacAddress: mac }),
    ...(endpoint && { IPAMConfig: addresses }),
    ...(Object.keys(options).length > 0 && { DriverOpts: options }),
    ...(endpoint?.gw_priority && { GwPriority: endpoint.gw_priority }),
  };
}

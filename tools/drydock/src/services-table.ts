import type { ServiceDescription } from '@drydock/stack';
import { table } from './table.ts';

/** Where each service is reached: by name and address on the network, by a loopback port from the host. */
export function servicesTable(services: readonly ServiceDescription[]): string {
  const rows = services.map(({ name, aliases, addressOnNetwork, url, state }) => [
    name,
    state,
    `http://${aliases[0] ?? name}`,
    addressOnNetwork ?? '–',
    url ?? '–',
  ]);
  return table(['service', 'state', 'name on the network', 'address', 'from this machine'], rows);
}

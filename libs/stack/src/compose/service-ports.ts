import type { DeclaredPort, PublishedPort } from '../service-run.ts';
import type { ComposeService } from './service-schema.ts';

/** The first TCP port: the one that answers, and that has the service's address. */
export function declaredPort({ ports }: ComposeService): DeclaredPort | null {
  const port = ports.find(({ protocol }) => protocol === 'tcp');
  if (!port) return null;
  const isOne = /^\d+$/.test(port.published ?? '');
  return { containerPort: port.target, hostPort: isOne ? Number(port.published) : null };
}

export function publishedPorts({ ports }: ComposeService): PublishedPort[] {
  return ports.map((port) => ({
    containerPort: port.target,
    protocol: port.protocol,
    hostIp: port.host_ip ?? '',
    published: port.published ?? '',
  }));
}

/** What is published, and what `expose` says, in its own words: nobody but people reads it. */
export function exposedPorts({ ports, expose }: ComposeService): string[] {
  return [...new Set([...ports.map(({ target, protocol }) => `${target}/${protocol}`), ...expose])];
}

import type { Engine } from '@drydock/engine';
import { dockerText } from './containers.ts';

/** What the engine still has of a stack: containers, networks and volumes, by name. */
export async function leftOfStack(engine: Engine, stack: string): Promise<string[]> {
  const filter = ['--filter', `label=dev.drydock.stack=${stack}`];
  const lists = await Promise.all([
    dockerText(engine, 'ps', '--all', '--format', '{{.Names}}', ...filter),
    dockerText(engine, 'network', 'ls', '--format', '{{.Name}}', ...filter),
    dockerText(engine, 'volume', 'ls', '--format', '{{.Name}}', ...filter),
  ]);
  return lists.flatMap((text) => text.split('\n')).filter(Boolean);
}

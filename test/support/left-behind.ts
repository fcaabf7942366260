import type { Engine } from '@drydock/engine';
import { dockerText } from './containers.ts';

/** Images, containers and networks of the engine that belong to a process. */
export async function leftBehind(engine: Engine, pid: number): Promise<string[]> {
  const [images, containers, networks] = await Promise.all([
    dockerText(engine, 'image', 'ls', '--filter', 'reference=drydock-own/*', '--format', '{{.Tag}}'),
    dockerText(engine, 'ps', '--all', '--format', '{{.Label "dev.drydock.owner"}} container {{.Names}}'),
    dockerText(engine, 'network', 'ls', '--format', '{{.Label "dev.drydock.owner"}} network {{.Name}}'),
  ]);
  const isOf = (line: string) => new RegExp(`^${pid}[-@]`).test(line);
  return [images, containers, networks].flatMap((text) => text.split('\n')).filter(isOf);
}

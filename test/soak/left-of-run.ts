import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Engine } from '@drydock/engine';
import { dockerText } from '../support/containers.ts';

/** All that there is of a run, wherever: in the engine, in the folder for temporary files, among the processes. */
export async function leftOfRun(engine: Engine, pid: number): Promise<string[]> {
  const owner = '{{.Label "dev.drydock.owner"}}';
  const [containers, networks, volumes, images] = await Promise.all([
    dockerText(engine, 'ps', '--all', '--format', `${owner} container {{.Names}} ({{.State}})`),
    dockerText(engine, 'network', 'ls', '--format', `${owner} network {{.Name}}`),
    dockerText(engine, 'volume', 'ls', '--format', `${owner} volume {{.Name}}`),
    dockerText(engine, 'image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'),
  ]);
  const owned = [containers, networks, volumes].flatMap((text) => text.split('\n'));
  return [
    ...owned.filter((line) => line.startsWith(`${pid}@`)).map((line) => line.slice(line.indexOf(' ') + 1)),
    ...images
      .split('\n')
      .filter((name) => hasPid(name, pid))
      .map((name) => `image ${name}`),
    ...readdirSync(tmpdir())
      .filter((name) => hasPid(name, pid))
      .map((name) => `folder ${name}`),
    ...processesOf(pid),
  ].sort();
}

function hasPid(name: string, pid: number): boolean {
  return name.split(/[-:/]/).includes(String(pid));
}

/** Processes of the session that it leads: what it started outlives it when nothing ends it. */
function processesOf(session: number): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, , , ofSession] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (Number(ofSession) !== session || state === 'Z') return [];
        return [`process ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()}`];
      } catch {
        return []; // it ended meanwhile
      }
    });
}

import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Engine } from '@drydock/engine';

/** What the figures were measured on: `2 cores of AMD EPYC, 8 GB, Debian GNU/Linux 12, Docker 28.5.2`. */
export function machineText(engine: Engine): string {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim().replace(/\s+/g, ' ') || 'an unnamed processor';
  const memory = Math.round(totalmem() / 1_000_000_000);
  return `${cores} ${cores === 1 ? 'core' : 'cores'} of ${model}, ${memory} GB, ${systemName()}, Docker ${engine.version}`;
}

function systemName(): string {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1]?.replace(/ \(.*\)$/, '') ?? process.platform;
  } catch {
    return process.platform;
  }
}

// Runs the file of one contract in a thread of its own, and hands over what it exports: a contract is a program, and
// whatever it does besides (end the process, throw later, wait for ever) happens here and to nobody else.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { isContract } from '@drydock/contracts';
import { DrydockError } from '@drydock/engine';
import type { Handed } from './load-contract.ts';

const { href } = pathToFileURL(workerData.path);
lendContracts();
// No await out here: Node would warn of one that never ends, which is for the command to tell.
void handedOver().then((handed) => parentPort?.postMessage(handed));

async function handedOver(): Promise<Handed> {
  try {
    const exported: { readonly default?: unknown } = await import(href);
    return isContract(exported.default) ? { kind: 'contract', contract: exported.default } : { kind: 'none' };
  } catch (error) {
    if (!(error instanceof DrydockError)) return { kind: 'broken', ...placeOf(error) };
    const { code, summary, evidence, nextStep } = error;
    return { kind: 'refused', code, summary, evidence, nextStep };
  }
}

/**
 * A contract may lie anywhere, also where nothing is installed: `@drydock/contracts` is the one of this command, and
 * the file is a module whatever the package around it says.
 */
function lendContracts(): void {
  const own = import.meta.resolve('@drydock/contracts');
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === '@drydock/contracts') return { url: own, shortCircuit: true };
      const resolved = next(specifier, context);
      const format = resolved.url.endsWith('ts') ? 'module-typescript' : 'module';
      return resolved.url === href ? { ...resolved, format } : resolved;
    },
  });
}

/** Node begins the stack of a mistake in the text with the place and the line. Lines of other files tell nothing. */
function placeOf(error: unknown): Omit<Extract<Handed, { kind: 'broken' }>, 'kind'> {
  const { stack = '', message } = error instanceof Error ? error : new Error(String(error));
  const lines = stack.split('\n');
  const place = lines.findIndex((line) => line.includes(href));
  const line = /:(\d+)(?::\d+)?\)?$/.exec(lines[place] ?? '')?.[1];
  const text = lines[place]?.startsWith('file:')
    ? lines.slice(place + 1, place + 3).filter((line) => line.trim() !== '')
    : [];
  return { message: message.split('\n')[0] ?? '', line, text };
}

import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type Contract, isContract } from '@drydock/contracts';
import { DrydockError } from '@drydock/engine';

export interface LoadedContract {
  readonly contract: Contract;
  /** Absolute. */
  readonly path: string;
  /** As people know it. */
  readonly file: string;
}

/** Runs the file of a contract, and takes what it exports by default. */
export async function loadContract(path: string, file: string): Promise<LoadedContract> {
  const { href } = pathToFileURL(path);
  lendContracts(href);
  const exported: { readonly default?: unknown } = await import(href).catch((error: unknown) => {
    throw error instanceof DrydockError ? named(file, error) : unrunnable(file, error);
  });
  const contract = exported.default;
  if (isContract(contract)) return { contract, path, file };
  throw new DrydockError('contract-invalid', `${file} exports no contract`, {
    evidence: [
      "import { defineContract } from '@drydock/contracts';",
      "export default defineContract({ image: 'shop/web:1.4', absent: ['shells'] });",
    ],
    nextStep: 'export one by default, as above',
  });
}

const lent = new Set<string>();

/**
 * A contract may lie anywhere, also where nothing is installed: `@drydock/contracts` is the one of this command, and
 * the file is a module whatever the package around it says.
 */
function lendContracts(href: string): void {
  const isFirst = lent.size === 0;
  lent.add(href);
  if (!isFirst) return;
  const own = import.meta.resolve('@drydock/contracts');
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === '@drydock/contracts') return { url: own, shortCircuit: true };
      const resolved = next(specifier, context);
      const format = resolved.url.endsWith('ts') ? 'module-typescript' : 'module';
      return lent.has(resolved.url) ? { ...resolved, format } : resolved;
    },
  });
}

function named(file: string, { code, message, evidence, nextStep, cause }: DrydockError): DrydockError {
  return new DrydockError(code, `${file}: ${message}`, {
    cause,
    evidence,
    ...(nextStep === undefined ? {} : { nextStep }),
  });
}

/** Node begins the stack of a mistake in the text with the place and the line. */
function unrunnable(file: string, cause: unknown): DrydockError {
  const { stack = '', message } = cause instanceof Error ? cause : new Error(String(cause));
  const lines = stack.split('\n');
  const place = lines.findIndex((line) => /^file:.*:\d+$|^\s+at .*file:/.test(line));
  const line = /:(\d+)(?::\d+)?\)?$/.exec(lines[place] ?? '')?.[1];
  const text = lines[place]?.startsWith('file:') ? lines.slice(place + 1, place + 3) : [];
  return new DrydockError(
    'contract-invalid',
    `${file}${line ? `:${line}` : ''} cannot be run: ${message.split('\n')[0]}`,
    {
      cause,
      evidence: text,
      nextStep: 'correct it; it runs as a module of Node, and may import nothing but @drydock/contracts',
    },
  );
}

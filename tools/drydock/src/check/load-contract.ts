import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Contract } from '@drydock/contracts';
import { DrydockError } from '@drydock/engine';

export interface LoadedContract {
  readonly contract: Contract;
  /** Absolute. */
  readonly path: string;
  /** As people know it. */
  readonly file: string;
}

/** What the thread that ran the file has to say of it. */
export type Handed =
  | { readonly kind: 'contract'; readonly contract: Contract }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'broken';
      readonly message: string;
      readonly line: string | undefined;
      readonly text: readonly string[];
    }
  | (Pick<DrydockError, 'code' | 'summary' | 'evidence'> & {
      readonly kind: 'refused';
      readonly nextStep: string | undefined;
    });

/** How long a contract may take to come to an end. It only says something, so this is for the slowest of machines. */
const LIMIT_MS = 60_000;
const CORRECT = 'correct it; it runs as a module of Node, and may import nothing but @drydock/contracts';

interface LoadOptions {
  /** Takes what the contract prints: the command's own output may be JSON. */
  readonly say: (text: string) => void;
  readonly limitMs?: number;
}

/** Runs the file of a contract to its end, and takes what it exports by default. */
export async function loadContract(
  path: string,
  file: string,
  { say, limitMs = LIMIT_MS }: LoadOptions,
): Promise<LoadedContract> {
  const { handed, fault } = await runContract(path, { say, limitMs });
  if (handed?.kind === 'refused') {
    const { code, summary, evidence, nextStep } = handed;
    throw new DrydockError(code, `${file}: ${summary}`, { evidence, ...(nextStep ? { nextStep } : {}) });
  }
  if (handed?.kind === 'broken') {
    const place = handed.line ? `${file}:${handed.line}` : file;
    throw unrunnable(`${place} cannot be run: ${handed.message}`, handed.text);
  }
  if (fault !== undefined) throw unrunnable(`${file} ${fault}`);
  if (handed?.kind === 'contract') return { contract: handed.contract, path, file };
  throw new DrydockError('contract-invalid', `${file} exports no contract`, {
    evidence: [
      "import { defineContract } from '@drydock/contracts';",
      "export default defineContract({ image: 'shop/web:1.4', absent: ['shells'] });",
    ],
    nextStep: 'export one by default, as above',
  });
}

interface Run {
  readonly handed: Handed | undefined;
  /** What it did that no contract should, in words that go on from its name. */
  readonly fault: string | undefined;
}

async function runContract(path: string, { say, limitMs }: Required<LoadOptions>): Promise<Run> {
  const worker = new Worker(join(import.meta.dirname, 'contract-worker.ts'), {
    workerData: { path },
    stdout: true,
  });
  worker.stdout.setEncoding('utf8').on('data', say);
  let handed: Handed | undefined;
  let fault: string | undefined;
  worker.on('message', (message: Handed) => (handed = message));
  worker.on('error', (error: unknown) => {
    fault ??= `throws when it has been read: ${error instanceof Error ? error.message : error}`;
  });
  const timer = setTimeout(() => {
    fault ??= `has not come to an end after ${limitMs / 1_000} s`;
    void worker.terminate();
  }, limitMs);
  await new Promise((resolve) => worker.on('exit', resolve));
  clearTimeout(timer);
  if (!handed) fault ??= 'ends before it exports anything: it exits, or waits for what never comes';
  return { handed, fault };
}

function unrunnable(message: string, evidence: readonly string[] = []): DrydockError {
  return new DrydockError('contract-invalid', message, { evidence, nextStep: CORRECT });
}

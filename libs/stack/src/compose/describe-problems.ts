import { readFileSync } from 'node:fs';
import { DrydockError } from '@drydock/engine';
import type { z } from 'zod';
import type { ComposeSource } from './compose-files.ts';
import { locateKey } from './locate-key.ts';
import { NO_MODELS } from './service-schema.ts';

/** Something in a compose file that Drydock does not do. */
export interface Problem {
  readonly path: readonly string[];
  readonly text: string;
}

/** `docker compose config` leaves models out, and `up` downloads them, whether or not a service uses one. */
export function modelsIn(sources: readonly ComposeSource[]): Problem[] {
  const hasModels = sources.some(({ path }) => /^models\s*:/m.test(read(path)));
  return hasModels ? [{ path: ['models'], text: NO_MODELS }] : [];
}

export function problemsOf(path: readonly string[], error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    const place = [...path, ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...place, key], text: 'is not supported' }));
    return [{ path: place, text: wordsOf(issue) }];
  });
}

/** Our own words as they are. Those of the library would tell a reader about its types, and not about the file. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom' || !/^Invalid (input|option|string|union)/.test(issue.message))
    return issue.message;
  return 'has a form that is not supported';
}

/** All that is wrong, at once: nobody likes to find the mistakes of a file one run at a time. */
export function unsupported(problems: readonly Problem[], sources: readonly ComposeSource[]): DrydockError {
  const texts = sources.map(({ name, path }) => ({ name, text: read(path) }));
  const lines = problems.map((problem) => `${placeOf(problem, texts)}: ${wordsFor(problem)}`);
  const [first = '', ...others] = lines;
  const rest = others.length > 0 ? ` (and ${others.length} more)` : '';
  return new DrydockError('compose-unsupported', `${first}${rest}`, {
    evidence: others, // the first one is the message
    nextStep: 'leave it out, or override it in a file of your own that COMPOSE_FILE names',
  });
}

function wordsFor({ path, text }: Problem): string {
  const [section = '', name, ...keys] = path;
  const isNamed = section !== 'services' ? undefined : name;
  const subject = isNamed === undefined ? 'top level' : `service "${name}"`;
  const key = isNamed === undefined ? path.join('.') : keys.join('.');
  return `${subject}: key "${key}": ${text}`;
}

/** The file that has the key, the last one if several do, as it is the one that counts; and the line. */
function placeOf(
  { path }: Problem,
  texts: readonly { readonly name: string; readonly text: string }[],
): string {
  const words = path.filter((key) => !/^\d+$/.test(key));
  for (const { name, text } of texts.toReversed()) {
    const line = hasKey(text, words) ? locateKey(text, words) : undefined;
    if (line !== undefined) return `${name}:${line}`;
  }
  return texts[0]?.name ?? 'the compose file';
}

function hasKey(text: string, words: readonly string[]): boolean {
  const key = words[2] ?? words[1] ?? '';
  return text.includes(key);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it is only for the number of the line
  }
}

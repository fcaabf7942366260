import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { callDrydock } from './call-drydock.ts';
import type { MadeImage } from './made-image.ts';
import type { Ran } from './run-drydock.ts';

/** Wherever the tests run, the command is not told that it is public CI. */
export const PLAIN = { GITHUB_ACTIONS: '', GITHUB_WORKSPACE: undefined, COLUMNS: '100' };

export function check(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return callDrydock(['check', ...args], { env: { ...PLAIN, ...env } });
}

/** The text of a contract, its clauses as they are written. */
export function contractText(image: string, clauses: string): string {
  return `import { defineContract } from '@drydock/contracts';\n\nexport default defineContract({ image: '${image}', ${clauses} });\n`;
}

/** Puts a file beside an image's Dockerfile, and gives its path. */
export function writeBeside({ folder }: Pick<MadeImage, 'folder'>, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Throws at whatever is no XML. */
export function parseXml(text: string) {
  const parser = new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  });
  return parser.parseFromString(text, 'text/xml');
}

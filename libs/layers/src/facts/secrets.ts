import type { FileFacts, SecretFinding } from '../image-contents.ts';
import { type ContentScanner, contentObserver, type Found } from './content-scan.ts';
import type { FileObserver, ObservedFile } from './file-observer.ts';
import { netrcPasswords, secretAssignments } from './secret-assignments.ts';
import { SECRET_RULES } from './secret-rules.ts';
import { wholeText } from './whole-file.ts';

/** In one file: enough to see what is wrong with it. */
const LIMIT = 100;

const needles = SECRET_RULES.flatMap((rule) => rule.needles.map((needle) => ({ rule, needle })));

/** Finds what `SECRET_RULES` describe, wherever it stands. */
export const secretScanner: ContentScanner = {
  needles: needles.map(({ needle }) => needle),
  start: ({ path }) => {
    const findings: SecretFinding[] = [];
    return {
      hit: (found) => {
        const finding = findings.length < LIMIT ? findingAt(found) : undefined;
        if (finding && !isSelfTest(finding, path)) findings.push(finding);
      },
      end: () => (findings.length === 0 ? {} : { secrets: findings }),
    };
  },
};

/** Libraries for encryption hold whole private keys, known to all, to try themselves out. */
function isSelfTest({ kind }: SecretFinding, path: string): boolean {
  return kind === 'private-key' && /\.(?:so(?:\.\d+)*|a)$/.test(path);
}

function findingAt({ needle, bytes, at, line }: Found): SecretFinding | undefined {
  const rule = needles[needle]?.rule;
  const excerpt = rule?.excerptAt(bytes, at);
  if (!rule || excerpt === undefined) return undefined;
  const where = line();
  return { kind: rule.kind, ...(where !== undefined && { line: where }), excerpt };
}

/** Files that are there to hold settings or passwords, by their names. Samples of them hold none. */
const SETTINGS =
  /(?:^|\/)(?:\.env(?:\.[\w-]+)*|[\w.-]+\.env|\.npmrc|\.pypirc|\.my\.cnf|credentials|secrets?\.(?:ya?ml|json|toml|properties)|application(?:-[\w-]+)?\.(?:ya?ml|properties))$/;
const SAMPLE = /\.(?:example|sample|template|dist|defaults?)(?:\.|$)/;
const NETRC = /(?:^|\/)[._]netrc$/;
const SETTINGS_LIMIT_BYTES = 256_000;

/** Finds what is called a password, secret or token in files of settings, whatever it looks like. */
export function observeSettings(file: ObservedFile): FileObserver | undefined {
  const find = finder(file.path);
  if (!find || file.size > SETTINGS_LIMIT_BYTES) return undefined;
  return wholeText(file, (text): Partial<FileFacts> => {
    const secrets = find(text).slice(0, LIMIT);
    return secrets.length === 0 ? {} : { secrets };
  });
}

function finder(path: string): ((text: string) => SecretFinding[]) | undefined {
  if (NETRC.test(path)) return netrcPasswords;
  return SETTINGS.test(path) && !SAMPLE.test(path) ? secretAssignments : undefined;
}

const observeText = contentObserver([secretScanner]);

/**
 * Finds secrets in an instruction of an image's history, in a variable of its environment (`NAME=value`), or
 * in any other settings. What is called a password counts here too, be it of no known form.
 */
export function findSecretsInText(text: string): readonly SecretFinding[] {
  const bytes = Buffer.from(text, 'utf8');
  const observer = observeText({ path: '', size: bytes.length, mode: 0, head: Buffer.alloc(0) });
  observer?.write(bytes);
  return withoutRepetition([...(observer?.end().secrets ?? []), ...secretAssignments(text)]);
}

/** What is known by its form and has a telling name too is one finding. */
export function withoutRepetition(findings: readonly SecretFinding[]): readonly SecretFinding[] {
  const lines = new Set(findings.filter(({ kind }) => kind !== 'assigned-secret').map(({ line }) => line));
  return findings.filter(({ kind, line }) => kind !== 'assigned-secret' || !lines.has(line));
}

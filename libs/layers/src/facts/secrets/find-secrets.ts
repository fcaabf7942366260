import type { FileFacts, SecretFinding } from '../../image-contents.ts';
import { type ContentScanner, contentObserver, type Found } from '../content-scan.ts';
import type { FileObserver, ObservedFile } from '../file-observer.ts';
import { wholeFile, wholeText } from '../whole-file.ts';
import { secretAssignments } from './assignments.ts';
import { SECRET_RULES } from './secret-rules.ts';
import { isPublished, isPublishedTest, settingsFinder } from './settings-files.ts';

/** In one file: enough to see what is wrong with it. */
const LIMIT = 100;

const needles = SECRET_RULES.flatMap((rule) => rule.needles.map((needle) => ({ rule, needle })));

/** Finds what `SECRET_RULES` describe, wherever it stands. */
export const secretScanner: ContentScanner = {
  needles: needles.map(({ needle }) => needle),
  start: ({ path }) => {
    if (isPublishedTest(path)) return undefined;
    const findings: SecretFinding[] = [];
    return {
      hit: (found) => {
        const finding = findings.length < LIMIT ? findingAt(found) : undefined;
        if (finding && !isKnownToAll(finding, path)) findings.push(finding);
      },
      end: () => (findings.length === 0 ? {} : { secrets: findings }),
    };
  },
};

/** What comes with a package: libraries try themselves out with whole keys, and documentation shows addresses. */
function isKnownToAll({ kind }: SecretFinding, path: string): boolean {
  if (kind === 'private-key') return /\.(?:so(?:\.\d+)*|a)$/.test(path);
  return (kind === 'url-password' || kind === 'azure-access-key') && isPublished(path);
}

function findingAt({ needle, bytes, at, line }: Found): SecretFinding | undefined {
  const rule = needles[needle]?.rule;
  const excerpt = rule?.excerptAt(bytes, at);
  if (!rule || excerpt === undefined) return undefined;
  const where = line();
  return { kind: rule.kind, ...(where !== undefined && { line: where }), excerpt };
}

const SETTINGS_LIMIT_BYTES = 256_000;

/** Finds what is called a password, secret or token in files of settings, whatever it looks like. */
export function observeSettings(file: ObservedFile): FileObserver | undefined {
  const find = settingsFinder(file.path);
  if (!find || file.size > SETTINGS_LIMIT_BYTES) return undefined;
  return wholeText(file, (text): Partial<FileFacts> => secretFacts(find(text)));
}

const WIDE_LIMIT_BYTES = 1_000_000;

/** Finds the same and more in text of two bytes a letter, as Windows' shells write it. */
export function observeWideText(file: ObservedFile): FileObserver | undefined {
  const encoding = wideEncoding(file.head);
  if (!encoding || file.size > WIDE_LIMIT_BYTES || isPublishedTest(file.path)) return undefined;
  return wholeFile(file, (content) => {
    const text = new TextDecoder(encoding).decode(content);
    const named = settingsFinder(file.path)?.(text) ?? [];
    return secretFacts(withoutRepetition([...tokensInText(text), ...named]));
  });
}

/** By the mark that such texts begin with. */
function wideEncoding(head: Buffer): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}

function secretFacts(found: readonly SecretFinding[]): Partial<FileFacts> {
  return found.length === 0 ? {} : { secrets: found.slice(0, LIMIT) };
}

const observeText = contentObserver([secretScanner]);

/**
 * Finds secrets in an instruction of an image's history, in a variable of its environment (`NAME=value`), or
 * in any other settings. What is called a password counts here too, be it of no known form.
 */
export function findSecretsInText(text: string): readonly SecretFinding[] {
  return withoutRepetition([...tokensInText(text), ...secretAssignments(text)]);
}

function tokensInText(text: string): readonly SecretFinding[] {
  const bytes = Buffer.from(text, 'utf8');
  const observer = observeText({ path: '', size: bytes.length, mode: 0, head: Buffer.alloc(0) });
  observer?.write(bytes);
  return observer?.end().secrets ?? [];
}

/** What is known by its form and has a telling name too is one finding. */
export function withoutRepetition(findings: readonly SecretFinding[]): readonly SecretFinding[] {
  const lines = new Set(findings.filter(({ kind }) => kind !== 'assigned-secret').map(({ line }) => line));
  return findings.filter(({ kind, line }) => kind !== 'assigned-secret' || !lines.has(line));
}

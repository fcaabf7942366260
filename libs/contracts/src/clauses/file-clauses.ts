import { nearestName } from '@drydock/engine';
import type { EffectiveFile } from '@drydock/layers';
import { formatBytes } from '../byte-size.ts';
import type { Clause } from '../clause.ts';
import { hasText, readText } from '../content.ts';
import { firstMatch } from '../first-match.ts';
import type { ImageView } from '../image-view.ts';
import { nameLayer } from '../layer-origin.ts';
import type { Contract } from '../schema/contract-schema.ts';
import { broken, kept, type Outcome, unchecked } from '../verdict.ts';

type FilePromise = NonNullable<Contract['files']>[string];
type Judge = (file: EffectiveFile, view: ImageView) => Outcome | Promise<Outcome>;

const TEXT_LENGTH = 120;

/** Files that must be there: one clause for each thing said of one. */
export function fileClauses({ files = {} }: Contract): Clause[] {
  return Object.entries(files).flatMap(([path, promise]) => clausesOfFile(path, promise));
}

function clausesOfFile(path: string, promise: FilePromise): Clause[] {
  const { type, mode, owner, size, text, pattern, link, because } = promise;
  const clauses: Clause[] = [];
  const add = (
    name: string,
    claim: string,
    find: (view: ImageView) => EffectiveFile | undefined,
    judge: Judge,
  ) =>
    clauses.push({
      id: `files.${path}${name}`,
      title: `${path} ${claim}`,
      check: async (view) => {
        const file = find(view);
        const outcome = file ? await judge(file, view) : missing(view, path, claim);
        return because ? { ...outcome, expected: `${outcome.expected} (${because})` } : outcome;
      },
    });
  const itself = (view: ImageView) => view.find(path);
  const target = (view: ImageView) => view.follow(path);
  if (Object.keys(promise).every((key) => key === 'because'))
    add('', 'is there', itself, (file) => kept('is there', nameType(file)));
  if (type) add('.type', `is ${nameOfType(type)}`, itself, sameType(type));
  if (link)
    add(
      '.link',
      `points to ${link}`,
      itself,
      same(link, (file) => file.link ?? `${nameType(file)}, no link`),
    );
  if (mode) add('.mode', `has the mode ${mode}`, target, same(mode, modeOf));
  if (owner)
    add(
      '.owner',
      `belongs to ${owner}`,
      target,
      same(owner, ({ uid, gid }) => `${uid}:${gid}`),
    );
  if (size !== undefined) add('.size', `has at most ${formatBytes(size)}`, target, atMost(size));
  if (text !== undefined) add('.text', 'has the text promised', target, equalText(path, text));
  if (pattern) add('.pattern', `matches ${pattern}`, target, matching(path, pattern));
  return clauses;
}

function same(expected: string, actualOf: (file: EffectiveFile) => string): Judge {
  return (file, view) => {
    const actual = actualOf(file);
    return actual === expected
      ? kept(expected, actual)
      : broken({ expected, actual, why: [origin(file, view)] });
  };
}

function sameType(type: EffectiveFile['type']): Judge {
  return (file, view) => {
    const expected = nameOfType(type);
    if (file.type === type) return kept(expected, expected);
    return broken({ expected, actual: nameType(file), why: [origin(file, view)] });
  };
}

function atMost(limit: number): Judge {
  return (file, view) => {
    const expected = `at most ${formatBytes(limit)}`;
    if (file.size <= limit) return kept(expected, formatBytes(file.size));
    const actual = `${formatBytes(file.size)} (+${formatBytes(file.size - limit)})`;
    return broken({ expected, actual, why: [origin(file, view)] });
  };
}

function equalText(path: string, text: string): Judge {
  return async (file, view) => {
    const expected = quote(text);
    if (hasText(file, text)) return kept(expected, expected);
    const content = await readText(view, path);
    const actual = content === undefined ? `another text, of ${formatBytes(file.size)}` : quote(content);
    return broken({ expected, actual, why: [origin(file, view)] });
  };
}

function matching(path: string, pattern: RegExp): Judge {
  return async (file, view) => {
    const content = await readText(view, path);
    if (content === undefined) return unchecked(`the content of ${path} is not at hand`);
    const expected = `matches ${pattern}`;
    const match = firstMatch(pattern, content);
    if (match !== undefined) return kept(expected, quote(match));
    return broken({ expected, actual: quote(content), why: [origin(file, view)] });
  };
}

function missing({ files, find }: ImageView, path: string, claim: string): Outcome {
  const link = find(path);
  if (link)
    return broken({
      expected: claim,
      actual: 'a link that leads nowhere',
      why: [`${path} points to ${link.link}`],
    });
  const folder = path.slice(1, path.lastIndexOf('/'));
  const neighbours = [...files.keys()].filter((one) => one.startsWith(folder));
  const nearest = nearestName(path.slice(1), neighbours.slice(0, 2_000));
  const why = nearest ? [`the image has /${nearest}`] : [];
  return broken({ expected: claim, actual: 'not there', why });
}

function origin({ layer }: EffectiveFile, { evidence }: ImageView): string {
  return `from ${nameLayer(evidence, layer)}`;
}

function modeOf({ mode }: EffectiveFile): string {
  return mode.toString(8).padStart(4, '0');
}

function nameType({ type, link }: EffectiveFile): string {
  return type === 'symlink' ? `a link to ${link}` : nameOfType(type);
}

function nameOfType(type: EffectiveFile['type']): string {
  return type === 'symlink' ? 'a link' : `a ${type.replace('-', ' ')}`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text);
}

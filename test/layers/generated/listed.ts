import { createHash } from 'node:crypto';
import type { EffectiveFile } from '@drydock/layers';
import type { Tree } from './lay-over.ts';

/** A line for each path: kind, mode, owner, size, time, digest, link, device, capabilities. */
export type Listing = readonly string[];

/** What can be said of an entry, whoever says it. */
interface Entry {
  readonly path: string;
  /** As a tar calls it; a hard link is the file that it is. */
  readonly flag: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly time: number;
  readonly content?: Buffer | undefined;
  readonly size?: number | undefined;
  readonly digest?: string | undefined;
  readonly link?: string | undefined;
  readonly device?: string | undefined;
  readonly capabilities?: string | undefined;
  /** Of its other names. */
  readonly sameAs?: string | undefined;
}

function line(entry: Entry): string {
  const { path, flag, mode, uid, gid, time, link = '', device = '', capabilities = '', sameAs } = entry;
  const isFile = flag === '0';
  const size = isFile ? (entry.size ?? entry.content?.length ?? 0) : 0;
  const digest = entry.digest ?? (entry.content?.length ? sha256(entry.content) : '');
  // Engines give folders the time at which they last put something into them.
  const fields = [flag, flag === '2' ? '' : mode.toString(8), `${uid}:${gid}`, size, isFile ? time : ''];
  const names = sameAs === undefined || sameAs === path ? '' : `is ${JSON.stringify(sameAs)}`;
  return [JSON.stringify(path), ...fields, isFile ? digest : '', link, device, capabilities, names].join(' ');
}

const FLAGS = {
  file: '0',
  symlink: '2',
  'character-device': '3',
  'block-device': '4',
  directory: '5',
  fifo: '6',
} as const;

/** What Drydock says of an image. */
export function listRead(files: ReadonlyMap<string, EffectiveFile>): Listing {
  return sorted(
    [...files.values()].map((file) => ({
      ...file,
      flag: FLAGS[file.type],
      time: file.modifiedAt ?? 0,
      link: file.type === 'symlink' ? file.link : undefined,
      capabilities: file.attributes?.['security.capability'],
      sameAs: file.type === 'file' ? (file.link ?? file.path) : undefined,
    })),
  );
}

/** What was meant. */
export function listMeant(tree: Tree): Listing {
  return sorted(
    [...tree].map(([path, { step, source }]) => ({
      ...step,
      path,
      flag:
        step.kind === 'device' ? step.flag : { file: '0', folder: '5', symlink: '2', pipe: '6' }[step.kind],
      content: step.kind === 'file' ? Buffer.from(step.content) : undefined,
      link: step.kind === 'symlink' ? step.target : undefined,
      device: step.kind === 'device' ? `${step.major}:${step.minor}` : undefined,
      capabilities: step.kind === 'file' ? base64(step.attributes['security.capability']) : undefined,
      sameAs: step.kind === 'file' ? [...tree].find(([, other]) => other.source === source)?.[0] : undefined,
    })),
  );
}

function base64(value: string | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value, 'latin1').toString('base64');
}

/** What an engine puts into every container, over whatever the image has there. */
const ADDED = /^(\.dockerenv|dev(\/(console|pts|shm))?|etc(\/(hostname|hosts|mtab|resolv\.conf))?|proc|sys)$/;

/** The content of the tar that an engine exports of a container. */
export function listExported(tar: Buffer): Listing {
  const entries: Entry[] = [];
  let said = new Map<string, Buffer>();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const block = tar.subarray(at, at + 512);
    const size = said.has('size') ? Number(said.get('size')) : octal(block, 124, 12);
    const content = tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
    const flag = String.fromCharCode(block[156] ?? 0);
    if (flag === 'x') {
      said = paxRecords(content);
      continue;
    }
    if (flag === 'g') continue;
    entries.push(exportedEntry(block, { flag, content, said }));
    said = new Map();
  }
  const files = new Map(entries.map((entry) => [entry.path, entry]));
  return sorted(
    entries
      .filter(({ path }) => path !== '' && !ADDED.test(path))
      .map((entry) =>
        entry.flag === '1'
          ? { ...files.get(entry.link ?? ''), ...entry, flag: '0', link: undefined, sameAs: entry.link }
          : { ...entry, sameAs: entry.path },
      )
      .map((entry) => ({
        ...entry,
        content:
          entry.sameAs === undefined ? entry.content : (files.get(entry.sameAs)?.content ?? entry.content),
      })),
  );
}

interface Member {
  readonly flag: string;
  readonly content: Buffer;
  readonly said: ReadonlyMap<string, Buffer>;
}

function exportedEntry(block: Buffer, { flag, content, said }: Member): Entry {
  const name = said.get('path') ?? text(block, 345, 155, text(block, 0, 100));
  const isDevice = flag === '3' || flag === '4';
  const link = (said.get('linkpath') ?? text(block, 157, 100)).toString();
  return {
    path: name.toString().replace(/\/$/, ''),
    flag,
    mode: octal(block, 100, 8) & 0o7777,
    uid: said.has('uid') ? Number(said.get('uid')) : octal(block, 108, 8),
    gid: said.has('gid') ? Number(said.get('gid')) : octal(block, 116, 8),
    time: Math.floor(said.has('mtime') ? Number(said.get('mtime')) : octal(block, 136, 12)),
    content,
    link: link === '' ? undefined : link,
    device: isDevice ? `${octal(block, 329, 8)}:${octal(block, 337, 8)}` : undefined,
    capabilities: said.get('SCHILY.xattr.security.capability')?.toString('base64'),
  };
}

/** Up to its NUL; with `rest` behind it where it is a prefix. */
function text(block: Buffer, at: number, bytes: number, rest?: Buffer): Buffer {
  const field = block.subarray(at, at + bytes);
  const end = field.indexOf(0);
  const own = end < 0 ? field : field.subarray(0, end);
  if (!rest) return own;
  return own.length === 0 ? rest : Buffer.concat([own, Buffer.from('/'), rest]);
}

function octal(block: Buffer, at: number, bytes: number): number {
  return Number.parseInt(text(block, at, bytes).toString().trim() || '0', 8);
}

function paxRecords(body: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < body.length; ) {
    const blank = body.indexOf(' ', at);
    const end = at + Number(body.subarray(at, blank));
    const equals = body.indexOf('=', blank);
    records.set(body.subarray(blank + 1, equals).toString(), body.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}

/** Of a file with several names each is told as the first of them. */
function sorted(entries: readonly Entry[]): Listing {
  const groups = Map.groupBy(entries, ({ path, sameAs }) => sameAs ?? path);
  const first = new Map([...groups].map(([name, group]) => [name, group.map(({ path }) => path).sort()[0]]));
  return entries
    .map((entry) =>
      line({ ...entry, sameAs: entry.sameAs === undefined ? undefined : first.get(entry.sameAs) }),
    )
    .sort();
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

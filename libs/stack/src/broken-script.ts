import { posix } from 'node:path';
import { type Engine, runDocker, spawnDocker } from '@drydock/engine';
import { z } from 'zod';

/** What is wrong with a script that a container was to run, and what to do about it. */
export interface BrokenScript {
  readonly text: string;
  readonly nextStep: string;
}

/** How much of a file is looked at: its first lines. */
const HEAD_BYTES = 4_096;
const TAR_BLOCK_BYTES = 512;
/** A program and its first arguments: `sh -e /entry.sh serve`. */
const MAX_WORDS = 6;

const containerSchema = z.object({
  Path: z.string(),
  Args: z.array(z.string()).nullable(),
  Config: z.object({ WorkingDir: z.string(), Env: z.array(z.string()).nullable() }),
});

/**
 * Looks whether a container has ended because of how its script is written: Linux says only that there is no such file
 * when it finds no program of the name that follows `#!`, and a carriage return is part of that name.
 */
export async function brokenScript(
  engine: Engine,
  containerId: string,
  log: readonly string[],
): Promise<BrokenScript | undefined> {
  const { exitCode, stdout } = await runDocker(engine, [
    'container',
    'inspect',
    '--format',
    '{{json .}}',
    containerId,
  ]);
  if (exitCode !== 0) return undefined;
  const container = containerSchema.parse(JSON.parse(stdout));
  for (const path of scriptPaths(container)) {
    const text = await headOf(engine, containerId, path);
    if (text === undefined) continue;
    const isScript = text.startsWith('#!') || path.endsWith('.sh');
    if (isScript && text.includes('\r\n')) return windowsLines(path);
    if (log.some((line) => line.includes(`exec ${path}: exec format error`))) return noProgram(path, text);
    const program = /^#! *(?<program>\S+)/.exec(text)?.groups?.program;
    if (program !== undefined && log.some((line) => line.includes(`exec ${path}: no such file`)))
      return {
        text: `its script "${path}" begins with "#!${program}", and the image has no ${program}`,
        nextStep: `put ${program} into the image, or name a program that it has`,
      };
  }
  return undefined;
}

function windowsLines(path: string): BrokenScript {
  return {
    text: `its script "${path}" has Windows line ends (CRLF), and Linux reads a carriage return as part of the line`,
    nextStep:
      'save the script with Unix line ends (LF) and build the image again; ' +
      'a .gitattributes with the line "* text=auto eol=lf" keeps it so',
  };
}

function noProgram(path: string, text: string): BrokenScript {
  if (text.startsWith('\x7fELF'))
    return {
      text: `its program "${path}" is of another processor than this machine has`,
      nextStep: 'build the image for the processor of this machine',
    };
  const why = text.startsWith('\uFEFF') ? 'begins with a byte order mark' : 'does not begin with "#!"';
  return {
    text: `its script "${path}" ${why}, so Linux does not know what runs it`,
    nextStep: 'begin the script with "#!" and its program, and build the image again',
  };
}

/** Files that the words of its command may name: by their path, or looked for in the folders of PATH. */
function scriptPaths({ Path, Args, Config }: z.infer<typeof containerSchema>): string[] {
  const folders =
    Config.Env?.find((each) => each.startsWith('PATH='))
      ?.slice('PATH='.length)
      .split(':') ?? [];
  // `sh -c` has its commands in one word.
  const words = [Path, ...(Args ?? [])].flatMap((word) => word.split(/[\s;&|<>()"'`]+/));
  const names = words.filter((word) => /^[\w./-]*\w$/.test(word) && !word.startsWith('-'));
  return names.slice(0, MAX_WORDS).flatMap((word, index) => {
    const isSearched = index === 0 && !word.includes('/');
    const places = isSearched ? folders : [Config.WorkingDir || '/'];
    return places.map((folder) => posix.resolve(folder, word));
  });
}

/** The first lines of a file of a container, which need not run. Nothing when it has no such file. */
async function headOf(engine: Engine, containerId: string, path: string): Promise<string | undefined> {
  const child = spawnDocker(engine, ['container', 'cp', '--follow-link', `${containerId}:${path}`, '-']);
  const chunks: Buffer[] = [];
  let size = 0;
  child.stderr?.resume();
  for await (const chunk of child.stdout ?? []) {
    chunks.push(Buffer.from(chunk));
    size += Buffer.byteLength(chunk);
    if (size >= 4 * TAR_BLOCK_BYTES + HEAD_BYTES) break; // a program may have a hundred megabytes
  }
  child.kill();
  return contentOf(Buffer.concat(chunks))?.toString('utf8');
}

/** Of the first file in an archive, behind what it says of its times and names in headers of their own. */
function contentOf(archive: Buffer): Buffer | undefined {
  for (let at = 0; at + TAR_BLOCK_BYTES <= archive.length; ) {
    const header = archive.subarray(at, at + TAR_BLOCK_BYTES);
    const type = String.fromCharCode(header[156] ?? 0);
    const size = Number.parseInt(header.toString('latin1', 124, 136), 8) || 0;
    const start = at + TAR_BLOCK_BYTES;
    if (type === '0' || type === '\0') return archive.subarray(start, start + Math.min(size, HEAD_BYTES));
    if (type !== 'x' && type !== 'g') return undefined;
    at = start + Math.ceil(size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
  }
  return undefined;
}

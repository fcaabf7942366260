import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { type Engine, openHome, runDocker } from '@drydock/engine';
import type { CompanyAuthority } from './company-authority.ts';
import type { PackageAddresses, PackageSources } from './package-sources.ts';

/** A mirror of the packages that this machine's builds are made of, open to whoever trusts its authority. */
export interface PackageMirror extends AsyncDisposable {
  /** Where it has which packages. */
  readonly addresses: PackageAddresses;
  /** The paths that were asked for, in order. */
  readonly asked: readonly string[];
}

interface Fetched {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** A package manager gives up after 30 s without a byte. Before that, what stalls is asked for once more. */
const ATTEMPTS = 2;
const ATTEMPT_MS = 13_000;
/** Files that have their version in the name. */
const UNCHANGING = /\.(deb|tgz|zip|mod|info|jar|pom|sha1)$|\/by-hash\//;
const KEEP_ALIVE_MS = 120_000;

/** The address under which a build step reaches this machine: that of the engine's own network. */
export async function addressForBuilds(engine: Engine): Promise<string> {
  const format = '{{range .IPAM.Config}}{{.Gateway}}{{end}}';
  const { stdout } = await runDocker(engine, ['network', 'inspect', 'bridge', '--format', format]);
  return stdout.trim();
}

/** Opens a mirror of `sources` at an address of this machine. */
export async function openMirror(
  address: string,
  authority: CompanyAuthority,
  sources: PackageSources,
): Promise<PackageMirror> {
  const asked: string[] = [];
  const server = createServer(authority.server, (request, response) => {
    asked.push(request.url ?? '');
    void answer(request, response, sources);
  });
  // A package manager keeps its connections open while it fetches something large by another one.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(0, address);
  await once(server, 'listening');
  const listens = server.address();
  const own = `https://${address}:${typeof listens === 'object' ? listens?.port : ''}`;
  return {
    addresses: { debian: `${own}/debian/`, npm: `${own}/npm/`, go: `${own}/go/`, maven: `${own}/maven/` },
    asked,
    [Symbol.asyncDispose]: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, sources: PackageSources) {
  const { url = '', headers } = request;
  const [kind, find] = Object.entries(sources).find(([name]) => url.startsWith(`/${name}/`)) ?? [];
  if (kind === undefined || find === undefined) return response.writeHead(404).end();
  try {
    const source = await find();
    const found = await fetchOnce(`${source}${url.slice(`/${kind}/`.length)}`, headers.accept);
    response.writeHead(found.status, { 'content-type': found.type });
    // A mirror gives the addresses of its own files.
    const own = `https://${headers.host}/${kind}/`;
    response.end(found.type.includes('json') ? found.body.toString().replaceAll(source, own) : found.body);
  } catch (error) {
    response.writeHead(502).end(String(error));
  }
}

/** What cannot change is fetched for the first run only: a registry that stalls is common. */
async function fetchOnce(address: string, accept?: string): Promise<Fetched> {
  if (!UNCHANGING.test(address)) return fetchWhole(address, accept);
  const folder = join(openHome(process.env).folder, 'test-mirror');
  const path = join(folder, createHash('sha256').update(address).digest('hex'));
  if (existsSync(path)) return { status: 200, type: 'application/octet-stream', body: await readFile(path) };
  const found = await fetchWhole(address, accept);
  if (found.status !== 200) return found;
  await mkdir(folder, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, found.body);
  await rename(unfinished, path);
  return found;
}

/** All of it or nothing: half of a package would look like a broken mirror. */
async function fetchWhole(address: string, accept = '*/*', attempts = ATTEMPTS): Promise<Fetched> {
  try {
    const found = await fetch(address, { headers: { accept }, signal: AbortSignal.timeout(ATTEMPT_MS) });
    const type = found.headers.get('content-type') ?? 'application/octet-stream';
    return { status: found.status, type, body: Buffer.from(await found.arrayBuffer()) };
  } catch (error) {
    if (attempts <= 1) throw error;
    return fetchWhole(address, accept, attempts - 1);
  }
}

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { promisify } from 'node:util';
import { type Engine, hostMirrors, ROOT_IMAGE, runDocker } from '@drydock/engine';
import { readFile, readImage } from '@drydock/layers';
import type { CompanyAuthority } from './company-authority.ts';

/** A mirror of the packages that this machine's builds are made of, open to whoever trusts its authority. */
export interface PackageMirror extends AsyncDisposable {
  /** Of npm's packages. */
  readonly registry: string;
  /** Of Debian's. */
  readonly debian: string;
  /** The paths that were asked for, in order. */
  readonly asked: readonly string[];
}

/** By the beginning of the path: where this machine itself gets the packages. */
type Upstreams = Readonly<Record<string, string>>;

interface Fetched {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

const DEBIAN = '/debian/';
const NPM = '/npm/';
/** A package manager gives up after 30 s without a byte. Before that, what stalls is asked for once more. */
const ATTEMPTS = 2;
const ATTEMPT_MS = 13_000;

/** The address under which a build step reaches this machine: that of the engine's own network. */
export async function addressForBuilds(engine: Engine): Promise<string> {
  const format = '{{range .IPAM.Config}}{{.Gateway}}{{end}}';
  const { stdout } = await runDocker(engine, ['network', 'inspect', 'bridge', '--format', format]);
  return stdout.trim();
}

export async function openMirror(
  engine: Engine,
  address: string,
  authority: CompanyAuthority,
): Promise<PackageMirror> {
  const upstreams = { [DEBIAN]: await debianArchive(engine), [NPM]: await npmRegistry() };
  const asked: string[] = [];
  const server = createServer(authority.server, (request, response) => {
    asked.push(request.url ?? '');
    void answer(request, response, upstreams);
  });
  server.listen(0, address);
  await once(server, 'listening');
  const listens = server.address();
  const own = `https://${address}:${typeof listens === 'object' ? listens?.port : ''}`;
  return {
    registry: `${own}${NPM}`,
    debian: `${own}${DEBIAN}`,
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

async function answer(request: IncomingMessage, response: ServerResponse, upstreams: Upstreams) {
  const { url = '', headers } = request;
  const [begin = '', upstream = ''] = Object.entries(upstreams).find(([path]) => url.startsWith(path)) ?? [];
  try {
    const found = await fetchWhole(`${upstream}${url.slice(begin.length)}`, headers.accept);
    response.writeHead(found.status, { 'content-type': found.type });
    // A mirror gives the addresses of its own files.
    const own = `https://${headers.host}${begin}`;
    response.end(found.type.includes('json') ? found.body.toString().replaceAll(upstream, own) : found.body);
  } catch (error) {
    response.writeHead(502).end(String(error));
  }
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

/** What the root image asks, unless this machine has a mirror of its own. */
async function debianArchive(engine: Engine): Promise<string> {
  const own = hostMirrors(process.env).find(({ id }) => id === 'apt-sources')?.content;
  const sources = own ?? (await rootSources(engine));
  return folder(/^URIs: (\S+)/m.exec(sources)?.[1]);
}

async function rootSources(engine: Engine): Promise<string> {
  const image = await readImage(engine, ROOT_IMAGE);
  const found = await readFile(engine, image, 'etc/apt/sources.list.d/debian.sources');
  return found?.bytes.toString() ?? '';
}

async function npmRegistry(): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry']);
  return folder(stdout.trim());
}

function folder(address = ''): string {
  if (!URL.canParse(address))
    throw new Error(`this machine names no place to get packages from: "${address}"`);
  return address.endsWith('/') ? address : `${address}/`;
}

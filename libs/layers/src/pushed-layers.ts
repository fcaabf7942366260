import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Engine, runDocker } from '@drydock/engine';
import { z } from 'zod';

/** A layer as a registry gets it: compressed by the engine. */
export interface PushedLayer {
  readonly digest: string;
  readonly sizeBytes: number;
}

const LOOPBACK = '127.0.0.1';
const DOCUMENT_LIMIT_BYTES = 4_000_000;

/**
 * Pushes an image into a sink on this machine that keeps nothing, and gives its layers as they arrived, lowest
 * first. The classic image store keeps layers unpacked, and only a push makes it say what they weigh on the way
 * to a registry: to the byte what BuildKit writes into the containerd store, since one program compresses both.
 * Nothing when the engine cannot push here, because it runs on another machine for example.
 */
export async function pushedLayers(
  engine: Engine,
  id: string,
  signal?: AbortSignal,
): Promise<readonly PushedLayer[] | undefined> {
  const sink = await openSink();
  const name = `${LOOPBACK}:${sink.port}/drydock/transfer:${randomUUID()}`;
  try {
    if ((await runDocker(engine, ['image', 'tag', id, name], { signal })).exitCode !== 0) return undefined;
    const { exitCode } = await runDocker(engine, ['image', 'push', '--quiet', name], { signal });
    return exitCode === 0 ? sink.layers() : undefined;
  } finally {
    await runDocker(engine, ['image', 'rm', '--no-prune', name]); // the image keeps its other names
    sink.close();
  }
}

const manifestSchema = z.object({
  layers: z.array(z.object({ digest: z.string(), size: z.number() })),
});

interface Sink {
  readonly port: number;
  readonly layers: () => readonly PushedLayer[] | undefined;
  readonly close: () => void;
}

/** As much of a registry as a push needs: it says yes to everything, remembers digests, and drops the bytes. */
async function openSink(): Promise<Sink> {
  const uploads = new Map<string, number>(); // bytes so far, by address
  const blobs = new Map<string, number>(); // bytes, by digest
  let layers: readonly PushedLayer[] | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', `http://${LOOPBACK}`);
    const last = pathname.slice(pathname.lastIndexOf('/') + 1);
    const { bytes, digest: own, text } = await drain(request);
    uploads.set(pathname, (uploads.get(pathname) ?? 0) + bytes);
    if (request.method === 'HEAD') return found(response, last, blobs.get(last));
    if (request.method === 'POST') return accept(response, `${pathname}${randomUUID()}`, 0);
    if (request.method === 'PATCH') return accept(response, pathname, uploads.get(pathname) ?? 0);
    if (request.method !== 'PUT') return response.writeHead(pathname === '/v2/' ? 200 : 404).end('{}');
    const digest = searchParams.get('digest') ?? own;
    blobs.set(digest, uploads.get(pathname) ?? 0);
    if (pathname.includes('/manifests/')) layers = parseLayers(text);
    return response.writeHead(201, { location: pathname, 'docker-content-digest': digest }).end();
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, LOOPBACK, resolve);
  await promise;
  return { port: (server.address() as AddressInfo).port, layers: () => layers, close: () => end(server) };
}

function found(response: ServerResponse, digest: string, bytes: number | undefined): ServerResponse {
  if (bytes === undefined) return response.writeHead(404).end();
  return response.writeHead(200, { 'docker-content-digest': digest, 'content-length': bytes }).end();
}

function accept(response: ServerResponse, location: string, bytes: number): ServerResponse {
  const range = `0-${Math.max(0, bytes - 1)}`;
  return response.writeHead(202, { location, 'docker-upload-uuid': randomUUID(), range }).end();
}

/** The size and digest of a body, and its text where it is small enough to be a document. */
async function drain(request: IncomingMessage): Promise<{ bytes: number; digest: string; text: string }> {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    hash.update(chunk);
    if (bytes <= DOCUMENT_LIMIT_BYTES) kept.push(chunk);
    else kept.length = 0;
  }
  return { bytes, digest: `sha256:${hash.digest('hex')}`, text: Buffer.concat(kept).toString('utf8') };
}

function parseLayers(text: string): readonly PushedLayer[] {
  return manifestSchema
    .parse(JSON.parse(text))
    .layers.map(({ digest, size }) => ({ digest, sizeBytes: size }));
}

function end(server: Server): void {
  server.close();
  server.closeAllConnections();
}

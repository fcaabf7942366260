import { hash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { releaseChunk } from './blob/release-chunk.ts';

/** As much of a registry as a push needs: it says yes to everything, remembers sizes, and drops the bytes. */
export interface RegistrySink extends Disposable {
  /** On this machine only, where engines ask for neither encryption nor a password. */
  readonly port: number;
  /** Resolved when somebody has asked for anything. */
  readonly isReached: Promise<void>;
  /** What the layers of the image weigh that was pushed under this tag, lowest first. */
  readonly layersOf: (tag: string) => readonly number[] | undefined;
}

export const LOOPBACK = '127.0.0.1';

let shared: Promise<Omit<RegistrySink, keyof Disposable> & { readonly close: () => void }> | undefined;
let users = 0;

/** All pushes of this process that run at one time share a sink: what images have in common then comes once. */
export async function openRegistrySink(): Promise<RegistrySink> {
  users += 1;
  let isOpen = true;
  shared ??= listen();
  const mine = shared;
  const release = () => {
    if (!isOpen) return;
    isOpen = false;
    users -= 1;
    if (users > 0) return;
    shared = undefined;
    mine.then(
      ({ close }) => close(),
      () => undefined,
    );
  };
  try {
    return { ...(await mine), [Symbol.dispose]: release };
  } catch (error) {
    release();
    throw error;
  }
}

async function listen() {
  const reached = Promise.withResolvers<void>();
  const { answer, layersOf } = openProtocol();
  const server = createServer((request, response) => {
    reached.resolve();
    answer(request, response).catch(() => response.destroy());
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject).listen(0, LOOPBACK, listening.resolve);
  await listening.promise;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: (server.address() as AddressInfo).port, isReached: reached.promise, layersOf, close };
}

/** The part of the registries' protocol that uploads. */
function openProtocol() {
  const uploads = new Map<string, number>(); // bytes so far, by address
  const blobs = new Map<string, number>(); // bytes, by digest
  const manifests = new Map<string, readonly number[]>(); // by tag
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', `http://${LOOPBACK}`);
    const last = pathname.slice(pathname.lastIndexOf('/') + 1);
    if (request.method === 'HEAD') return found(response, last, blobs.get(last));
    if (request.method === 'GET') return response.writeHead(pathname === '/v2/' ? 200 : 404).end('{}');
    if (request.method === 'PUT' && pathname.includes('/manifests/')) {
      const text = await readText(request);
      manifests.set(last, parseManifest(text));
      return created(response, pathname, `sha256:${hash('sha256', text)}`);
    }
    const bytes = (uploads.get(pathname) ?? 0) + (await countBytes(request));
    uploads.set(pathname, bytes);
    if (request.method === 'POST') return accepted(response, `${pathname}${randomUUID()}`, 0);
    if (request.method === 'PATCH') return accepted(response, pathname, bytes);
    if (request.method !== 'PUT') return response.writeHead(405).end();
    const digest = searchParams.get('digest') ?? '';
    uploads.delete(pathname);
    blobs.set(digest, bytes);
    return created(response, pathname, digest);
  };
  return { answer, layersOf: (tag: string) => manifests.get(tag) };
}

function found(response: ServerResponse, digest: string, bytes: number | undefined): ServerResponse {
  if (bytes === undefined) return response.writeHead(404).end();
  return response.writeHead(200, { 'docker-content-digest': digest, 'content-length': bytes }).end();
}

function accepted(response: ServerResponse, location: string, bytes: number): ServerResponse {
  const range = `0-${Math.max(0, bytes - 1)}`;
  return response.writeHead(202, { location, 'docker-upload-uuid': randomUUID(), range }).end();
}

function created(response: ServerResponse, location: string, digest: string): ServerResponse {
  return response.writeHead(201, { location, 'docker-content-digest': digest }).end();
}

async function countBytes(request: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    releaseChunk(chunk);
  }
  return bytes;
}

const MAX_MANIFEST_BYTES = 4_000_000;

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_MANIFEST_BYTES) throw new Error('a manifest of this size is none');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const manifestSchema = z.object({ layers: z.array(z.object({ size: z.number() })) });

function parseManifest(text: string): readonly number[] {
  return manifestSchema.parse(JSON.parse(text)).layers.map(({ size }) => size);
}

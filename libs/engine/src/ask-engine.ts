import { statSync } from 'node:fs';
import { request } from 'node:http';
import { z } from 'zod';
import { type ApiAddress, apiAddress } from './engine-address.ts';
import { refusalReason } from './refusal-reason.ts';

const ASK_TIMEOUT_MS = 3_000;
const NO_ENGINE = 'what answered is not a container engine';
const SPEAKS_TLS = 'it speaks TLS';

const versionSchema = z.object({
  Version: z.string(),
  ApiVersion: z.string(),
  Components: z.array(z.object({ Name: z.string() })).nullish(),
});
const infoSchema = z.object({
  DriverStatus: z.array(z.array(z.string())).nullish(),
  DockerRootDir: z.string().nullish(),
  Images: z.number(),
  ContainersRunning: z.number(),
});

export interface EngineAnswer {
  readonly version: string;
  readonly apiVersion: string;
  /** Podman answers most of what docker is asked, and cannot build with buildx. */
  readonly product: 'docker' | 'podman';
  readonly store: 'containerd' | 'graph-driver';
  /** Where it keeps images: a folder of its machine, which need not be this one. */
  readonly folder: string | undefined;
  readonly images: number;
  readonly runningContainers: number;
}

/** Asks whether an engine answers at `host` (a `DOCKER_HOST` value). Gives the reason, as text, when none does. */
export async function askEngine(host: string): Promise<EngineAnswer | string> {
  const target = apiAddress(host);
  if (typeof target === 'string') return target;
  try {
    const version = versionSchema.parse(await getJson(target, '/version'));
    const info = infoSchema.parse(await getJson(target, '/info'));
    const isContainerd = info.DriverStatus?.some(([, value]) =>
      value?.startsWith('io.containerd.snapshotter'),
    );
    const isPodman = version.Components?.some(({ Name }) => /podman/i.test(Name));
    return {
      version: version.Version,
      apiVersion: version.ApiVersion,
      product: isPodman ? 'podman' : 'docker',
      store: isContainerd ? 'containerd' : 'graph-driver',
      folder: info.DockerRootDir ?? undefined,
      images: info.Images,
      runningContainers: info.ContainersRunning,
    };
  } catch (error) {
    return error instanceof z.ZodError ? NO_ENGINE : reasonOf(error as NodeJS.ErrnoException, target);
  }
}

async function getJson(target: ApiAddress, path: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const call = request({ ...target, path, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      try {
        resolve(JSON.parse(text));
      } catch {
        reject(new Error(/HTTPS server/i.test(text) ? SPEAKS_TLS : NO_ENGINE));
      }
    });
  });
  call.on('error', reject);
  call.end();
  return promise;
}

/** In words, and in Node's own where there are none. */
function reasonOf(error: NodeJS.ErrnoException, target: ApiAddress): string {
  const isSocket = 'socketPath' in target;
  const code = error.code ?? error.name;
  if (code === 'ENOENT') return 'there is no such socket';
  if (code === 'ENOTDIR') return 'there is no such socket: a file stands where a folder has to be';
  if (code === 'EACCES' && isSocket) return 'you may not open this socket';
  if (code === 'ENOTSOCK') return 'this is no socket';
  // The kernel refuses a connection to what is no socket, too.
  if (code === 'ECONNREFUSED' && isSocket && !isSocketFile(target.socketPath)) return 'this is no socket';
  if (code === 'ECONNREFUSED') return `nobody listens on this ${isSocket ? 'socket' : 'port'}`;
  if ((code === 'ENOTFOUND' || code === 'EAI_AGAIN') && !isSocket)
    return `no machine is called "${target.host}"`;
  if (code === 'ABORT_ERR' || code === 'TimeoutError') return `no answer within ${ASK_TIMEOUT_MS / 1_000} s`;
  if (code.startsWith('HPE_')) return NO_ENGINE; // not even HTTP
  return refusalReason(error) ?? error.message;
}

function isSocketFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
}

import { request } from 'node:http';
import { z } from 'zod';
import { type ApiAddress, apiAddress } from './engine-api.ts';

const ASK_TIMEOUT_MS = 3_000;

const versionSchema = z.object({ Version: z.string(), ApiVersion: z.string() });
const infoSchema = z.object({
  DriverStatus: z.array(z.array(z.string())).nullish(),
  Images: z.number(),
  ContainersRunning: z.number(),
});

export interface EngineAnswer {
  readonly version: string;
  readonly apiVersion: string;
  readonly store: 'containerd' | 'graph-driver';
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
    return {
      version: version.Version,
      apiVersion: version.ApiVersion,
      store: isContainerd ? 'containerd' : 'graph-driver',
      images: info.Images,
      runningContainers: info.ContainersRunning,
    };
  } catch (error) {
    return error instanceof z.ZodError
      ? 'what answered is not a container engine'
      : String((error as Error).message);
  }
}

async function getJson(target: ApiAddress, path: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const call = request({ ...target, path, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      try {
        resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      } catch {
        reject(new Error('what answered is not a container engine'));
      }
    });
  });
  call.on('error', reject);
  call.end();
  return promise;
}

import type { Environment } from './engine.ts';

/** Where to send a request to an engine. */
export type ApiAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

const SOCKET = 'unix:///var/run/docker.sock';
const NO_ADDRESS = `an address looks like ${SOCKET} or tcp://localhost:2375`;
const MAX_SOCKET_PATH_BYTES = 107;
const TLS_PORT = '2376';

/** Where to send a request for a `DOCKER_HOST` value; a reason, in words, when it cannot be sent from here. */
export function apiAddress(host: string): ApiAddress | string {
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/s.exec(host) ?? [];
  if (scheme === 'unix') return socketAddress(rest);
  if (scheme === 'tcp' || scheme === 'http') return portAddress(host);
  if (scheme === undefined) return NO_ADDRESS;
  return `Drydock reaches engines over unix:// and tcp://, not over ${scheme}://`;
}

/** Whether the engine at a `DOCKER_HOST` value wants TLS, by the settings that the docker client knows. */
export function wantsTls(host: string, env: Environment): boolean {
  if (host.startsWith('https://')) return true;
  return host.startsWith('tcp://') && (Boolean(env.DOCKER_TLS_VERIFY) || host.endsWith(`:${TLS_PORT}`));
}

function socketAddress(path: string): ApiAddress | string {
  if (!/^\/./s.test(path)) return `a socket has a full path, as in ${SOCKET}`;
  const bytes = Buffer.byteLength(path);
  if (bytes <= MAX_SOCKET_PATH_BYTES) return { socketPath: path };
  return `the path of a socket may have ${MAX_SOCKET_PATH_BYTES} bytes, and this one has ${bytes}`;
}

function portAddress(host: string): ApiAddress | string {
  const text = host.replace(/^tcp:/, 'http:');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.hostname || !/^\/?$/.test(url.pathname) || /\s/.test(host)) return NO_ADDRESS;
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1'); // an IPv6 address
  return { host: name, port: Number(url.port || (host.startsWith('tcp:') ? '2375' : '80')) };
}

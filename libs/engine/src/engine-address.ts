import type { Environment } from './engine.ts';

/** Where to send a request to an engine. */
export type ApiAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

const EXAMPLES = 'unix:///var/run/docker.sock or tcp://localhost:2375';
const MAX_SOCKET_PATH_BYTES = 107;
const TLS_PORT = '2376';

/** Where to send a request for a `DOCKER_HOST` value; a reason, in words, when it cannot be sent from here. */
export function apiAddress(host: string): ApiAddress | string {
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/s.exec(host) ?? [];
  if (scheme === 'unix') return socketAddress(host, rest);
  if (scheme === 'tcp' || scheme === 'http') return portAddress(host);
  if (scheme === undefined) return `${quoted(host)} is not an address such as ${EXAMPLES}`;
  return `Drydock reaches engines over unix:// and tcp://, not over ${scheme}://`;
}

/** Whether the engine at a `DOCKER_HOST` value wants TLS, by the settings that the docker client knows. */
export function wantsTls(host: string, env: Environment): boolean {
  if (host.startsWith('https://')) return true;
  return host.startsWith('tcp://') && (Boolean(env.DOCKER_TLS_VERIFY) || host.endsWith(`:${TLS_PORT}`));
}

function socketAddress(host: string, path: string): ApiAddress | string {
  if (!/^\/./s.test(path)) return `${quoted(host)} names no socket: it takes a full path, as in ${EXAMPLES}`;
  const bytes = Buffer.byteLength(path);
  if (bytes <= MAX_SOCKET_PATH_BYTES) return { socketPath: path };
  return `the path of a socket may have ${MAX_SOCKET_PATH_BYTES} bytes, and ${quoted(path)} has ${bytes}`;
}

function portAddress(host: string): ApiAddress | string {
  const text = host.replace(/^tcp:/, 'http:');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.hostname || !/^\/?$/.test(url.pathname) || /\s/.test(host))
    return `${quoted(host)} is not an address such as ${EXAMPLES}`;
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1'); // an IPv6 address
  return { host: name, port: Number(url.port || (host.startsWith('tcp:') ? '2375' : '80')) };
}

/** With what cannot be seen, such as a line break at its end, made visible. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

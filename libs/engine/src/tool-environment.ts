import type { Environment } from './engine.ts';

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const PROXY_NAMES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** The proxy settings of the machine, by the names every tool knows. */
export function proxySettings(env: Environment): Record<string, string> {
  return Object.fromEntries(PROXY_NAMES.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** The environment for the system's own tools: a plain path, plain messages, and the network's proxy. */
export function toolEnvironment(env: Environment): Record<string, string> {
  return { PATH: SYSTEM_PATH, HOME: env.HOME ?? '/root', LC_ALL: 'C.UTF-8', ...proxySettings(env) };
}

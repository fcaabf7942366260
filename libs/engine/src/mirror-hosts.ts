import type { Environment } from './engine.ts';
import { type HostMirror, hostMirrors } from './host-mirrors.ts';

/** Where each setting says an address. Maven's settings hold others too, which name the format of the file. */
const ADDRESSES: Readonly<Record<HostMirror['id'], RegExp>> = {
  'apt-sources': /^URIs:(.*)$/gm,
  npmrc: /^(?:@[^=]+:)?registry\s*=(.*)$/gm,
  'maven-settings': /<url>([^<]*)<\/url>/g,
  goenv: /^GOPROXY=(.*)$/gm,
};

/** Every image may name this machine to itself. */
const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/;

/** The hosts of the mirrors that builds on this machine are handed, in order of name: no image may name one of them. */
export function mirrorHosts(env: Environment): string[] {
  const hosts = hostMirrors(env)
    .flatMap(({ id, content }) => [...content.matchAll(ADDRESSES[id])].map(([, value = '']) => value))
    .flatMap((value) => value.split(/[\s,|"']+/))
    .map((address) => URL.parse(address)?.hostname ?? '')
    .filter((host) => host !== '' && !LOOPBACK.test(host));
  return [...new Set(hosts)].sort();
}

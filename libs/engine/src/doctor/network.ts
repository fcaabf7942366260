import { BlockList, isIP } from 'node:net';
import type { Environment } from '../engine.ts';
import { hostCertificates } from '../host-certificates.ts';
import { hostMirrors } from '../host-mirrors.ts';
import { proxySettings } from '../tool-environment.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

const OWN_NAMES = ['localhost', '127.0.0.1'];

export function certificates(env: Environment): Finding {
  const extra = hostCertificates(env).map(({ subject }) => subject);
  const found =
    extra.length === 0 ? 'none beyond the common ones' : `builders also trust: ${extra.join('; ')}`;
  return ok('certificates', found);
}

export function mirrors(env: Environment): Finding {
  const list = hostMirrors(env).map(({ id, source }) => `${id} from ${source}`);
  return ok('mirrors', list.length === 0 ? 'none set' : `builders use ${list.join(', ')}`);
}

export function proxy(env: Environment): readonly Finding[] {
  const settings = proxySettings(env);
  const names = Object.keys(settings);
  if (names.length === 0) return [ok('proxy', 'none set')];
  return [
    ok('proxy', `builders use ${names.join(', ')}`),
    ...ownAddressCaught(settings, env),
    ...unreachable(settings),
  ];
}

/** The services are asked at `localhost`, and a proxy is another machine's, whose `localhost` is not this one. */
function ownAddressCaught(settings: Record<string, string>, env: Environment): readonly Finding[] {
  const isSet = Object.keys(settings).some((name) => /^https?_proxy$/i.test(name));
  const except = settings.no_proxy ?? settings.NO_PROXY ?? '';
  const caught = OWN_NAMES.filter((name) => !isExcepted(name, except));
  if (!isSet || caught.length === 0) return [];
  const found = `it is asked for ${caught.join(' and ')} too`;
  const advice = `add ${OWN_NAMES.join(',')} to no_proxy and NO_PROXY`;
  // Node itself goes through a proxy only when it is told to.
  const stops = env.NODE_USE_ENV_PROXY === '1' || /--use-env-proxy/.test(env.NODE_OPTIONS ?? '');
  return [stops ? failed('proxy', found, advice) : warning('proxy', `browsers and curl: ${found}`, advice)];
}

/** `no_proxy` holds names, ends of names, addresses and ranges of them, and `*` for all. */
function isExcepted(name: string, except: string): boolean {
  return except
    .split(/[\s,]+/)
    .map((entry) => entry.replace(/^\*?\./, '').replace(/:\d+$/, ''))
    .some((entry) => entry === '*' || entry === name || isInRange(name, entry));
}

function isInRange(name: string, entry: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  if (isIP(network) !== 4 || isIP(name) !== 4 || !/^\d+$/.test(bits) || Number(bits) > 32) return false;
  const range = new BlockList();
  range.addSubnet(network, Number(bits));
  return range.check(name);
}

/** In a container, `localhost` is the container. */
function unreachable(settings: Record<string, string>): readonly Finding[] {
  const own = Object.entries(settings).filter(
    ([name, value]) => !/^no_/i.test(name) && /^(\w+:\/\/)?([^@/]*@)?(localhost|127\.|\[::1\])/.test(value),
  );
  if (own.length === 0) return [];
  const found = `${own.map(([name]) => name).join(' and ')} name this machine as localhost, and a builder's localhost is its own`;
  return [warning('proxy', found, "give the address that this machine has on its network, not localhost's")];
}

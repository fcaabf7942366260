import { createHash, X509Certificate } from 'node:crypto';
import type { MachineFacts } from '@drydock/contracts';
import { type Environment, hostCertificates, mirrorHosts } from '@drydock/engine';

/** What images must not tell of this machine. */
export function machineFacts(env: Environment): MachineFacts {
  return {
    certificates: hostCertificates(env).map(({ pem }) => {
      return `sha256:${createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')}`;
    }),
    mirrorHosts: mirrorHosts(env),
  };
}

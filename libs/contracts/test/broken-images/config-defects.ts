import type { ContractInput } from '../../src/index.ts';
import type { Defect } from './defect.ts';

export const CONFIG_DEFECTS: readonly Defect[] = [
  { name: 'root as user', clause: 'config.user', says: 'root', lines: 'USER root' },
  {
    name: 'an entry point run by a shell',
    clause: 'config.entrypoint',
    says: '["/bin/sh","-c","/program"]',
    lines: 'ENTRYPOINT /program\nCMD ["/etc/clean.conf"]',
  },
  {
    name: 'another command',
    clause: 'config.cmd',
    says: '["/etc/other.conf"]',
    lines: 'CMD ["/etc/other.conf"]',
  },
  { name: 'one variable more', clause: 'config.env', says: 'DEBUG=1 is not promised', lines: 'ENV DEBUG=1' },
  {
    name: 'a variable of another value',
    clause: 'config.envIncludes',
    says: 'MODE is testing, not production',
    lines: 'ENV MODE=testing',
    contract: (strict) => promise(strict, { envIncludes: { MODE: 'production' } }),
  },
  { name: 'another working directory', clause: 'config.workingDir', says: '/etc', lines: 'WORKDIR /etc' },
  { name: 'one port more', clause: 'config.ports', says: '9229/tcp', lines: 'EXPOSE 9229' },
  { name: 'one volume more', clause: 'config.volumes', says: '/app', lines: 'VOLUME /app' },
  { name: 'another stop signal', clause: 'config.stopSignal', says: 'SIGKILL', lines: 'STOPSIGNAL SIGKILL' },
  { name: 'no health check', clause: 'config.healthcheck', says: 'none', lines: 'HEALTHCHECK NONE' },
  {
    name: 'a rare health check',
    clause: 'config.healthcheck',
    says: 'interval is 10 min, not 10 s',
    lines: 'HEALTHCHECK --interval=10m --timeout=2s --retries=3 CMD ["/program", "/etc/clean.conf"]',
  },
  {
    name: 'one label more',
    clause: 'config.labels',
    says: 'builder=me is not promised',
    lines: 'LABEL builder=me',
  },
  {
    name: 'a label of another value',
    clause: 'config.labelsInclude',
    says: 'title is wrong, not clean',
    lines: 'LABEL title=wrong',
    contract: (strict) => promise(strict, { labelsInclude: { title: 'clean' } }),
  },
  {
    name: 'another processor',
    clause: 'config.architecture',
    says: 's390x',
    change: 'true',
    platform: 'linux/s390x',
  },
];

function promise(strict: ContractInput, more: ContractInput['config']): ContractInput {
  return { ...strict, config: { ...strict.config, ...more } };
}

import { z } from 'zod';
import { createKey, type EngineKey, engineKey, hostKey } from './engine-key.ts';
import { HEALTHCHECK } from './healthcheck.ts';
import { BLKIO, DEPLOY, DEVICES, GPUS, restartPolicy, ULIMITS } from './resource-keys.ts';
import { bytes, number, strict, strings, textMap } from './schema-parts.ts';

const text = z.string();
const flag = z.boolean();
const NANO = 1e9;
const PERCENT = 100;

const UNCONFINED = 'systempaths=unconfined';

/**
 * Keys of a service that say the same to every container that is made of it, in the order in which they take effect.
 * To teach Drydock another one, add its line, and an example to `test/compose/generate-compose.ts`.
 */
export const ENGINE_KEYS: Readonly<Record<string, EngineKey>> = {
  user: createKey(text, 'User', '--user'),
  cap_drop: hostKey(strings, 'CapDrop', '--cap-drop'),
  cap_add: hostKey(strings, 'CapAdd', '--cap-add'),
  security_opt: engineKey(securityOptions(), (options) => {
    const others = options.filter((option) => option !== UNCONFINED);
    const isUnconfined = others.length < options.length;
    return {
      host: {
        ...(others.length > 0 && { SecurityOpt: others }),
        ...(isUnconfined && { MaskedPaths: [], ReadonlyPaths: [] }),
      },
      flags: options.flatMap((option) => ['--security-opt', option]),
    };
  }),
  privileged: hostKey(flag, 'Privileged', '--privileged'),
  mem_limit: hostKey(bytes, 'Memory', '--memory'),
  memswap_limit: hostKey(bytes, 'MemorySwap', '--memory-swap'),
  mem_reservation: hostKey(bytes, 'MemoryReservation', '--memory-reservation'),
  mem_swappiness: hostKey(number, 'MemorySwappiness', '--memory-swappiness'),
  oom_kill_disable: hostKey(flag, 'OomKillDisable', '--oom-kill-disable'),
  oom_score_adj: hostKey(number, 'OomScoreAdj', '--oom-score-adj'),
  cpus: engineKey(number, (cpus) => ({
    host: { NanoCpus: Math.round(cpus * NANO) },
    flags: ['--cpus', String(cpus)],
  })),
  cpu_shares: hostKey(number, 'CpuShares', '--cpu-shares'),
  cpu_quota: hostKey(number, 'CpuQuota', '--cpu-quota'),
  cpu_period: hostKey(number, 'CpuPeriod', '--cpu-period'),
  cpu_rt_runtime: hostKey(number, 'CpuRealtimeRuntime'),
  cpu_rt_period: hostKey(number, 'CpuRealtimePeriod'),
  cpu_count: hostKey(number, 'CpuCount'),
  cpu_percent: engineKey(number, (percent) => ({ host: { CpuPercent: percent * PERCENT } })),
  cpuset: hostKey(text, 'CpusetCpus', '--cpuset-cpus'),
  pids_limit: hostKey(number, 'PidsLimit', '--pids-limit'),
  ulimits: ULIMITS,
  blkio_config: BLKIO,
  shm_size: hostKey(bytes, 'ShmSize', '--shm-size'),
  tmpfs: engineKey(strings, (tmpfs) => ({
    host: { Tmpfs: Object.fromEntries(tmpfs.map(tmpfsEntry)) },
    flags: tmpfs.flatMap((one) => ['--tmpfs', one]),
  })),
  devices: DEVICES,
  device_cgroup_rules: hostKey(strings, 'DeviceCgroupRules', '--device-cgroup-rule'),
  gpus: GPUS,
  group_add: hostKey(z.array(z.union([text, z.number()]).transform(String)), 'GroupAdd', '--group-add'),
  hostname: createKey(text, 'Hostname', '--hostname'),
  domainname: createKey(text, 'Domainname', '--domainname'),
  working_dir: createKey(text, 'WorkingDir', '--workdir'),
  tty: createKey(flag, 'Tty', '--tty'),
  stdin_open: createKey(flag, 'OpenStdin', '--interactive'),
  stop_signal: createKey(text, 'StopSignal', '--stop-signal'),
  platform: createKey(text, 'platform', '--platform'),
  healthcheck: HEALTHCHECK,
  init: hostKey(flag, 'Init', '--init'),
  dns: hostKey(strings, 'Dns', '--dns'),
  dns_search: hostKey(strings, 'DnsSearch', '--dns-search'),
  dns_opt: hostKey(strings, 'DnsOptions', '--dns-option'),
  extra_hosts: engineKey(strings, (hosts) => {
    const list = hosts.map((host) => host.replace('=', ':'));
    return { host: { ExtraHosts: list }, flags: list.flatMap((host) => ['--add-host', host]) };
  }),
  sysctls: hostKey(textMap, 'Sysctls', '--sysctl'),
  annotations: hostKey(textMap, 'Annotations', '--annotation'),
  storage_opt: hostKey(textMap, 'StorageOpt', '--storage-opt'),
  cgroup: hostKey(text, 'CgroupnsMode', '--cgroupns'),
  cgroup_parent: hostKey(text, 'CgroupParent', '--cgroup-parent'),
  userns_mode: hostKey(text, 'UsernsMode', '--userns'),
  uts: hostKey(text, 'UTSMode', '--uts'),
  runtime: hostKey(text, 'Runtime', '--runtime'),
  isolation: hostKey(text, 'Isolation', '--isolation'),
  volume_driver: hostKey(text, 'VolumeDriver'),
  logging: engineKey(strict({ driver: text.default(''), options: textMap.default({}) }), (log) => ({
    host: { LogConfig: { Type: log.driver, Config: log.options } },
  })),
  restart: engineKey(text, (restart) => {
    const [condition = '', attempts] = restart.split(':');
    return { host: { RestartPolicy: restartPolicy(condition, Number(attempts ?? 0)) } };
  }),
  deploy: DEPLOY,
};

/** The engine takes the contents of a profile, and not its path. */
function securityOptions() {
  return z.array(
    z.string().refine((option) => !/^seccomp[=:](?!unconfined$|builtin$)/.test(option), {
      error: 'a seccomp profile from a file is not supported: leave it out, or use seccomp=unconfined',
    }),
  );
}

/** `/tmp:size=16m,mode=1777` → [`/tmp`, `size=16m,mode=1777`]. */
function tmpfsEntry(entry: string): [path: string, options: string] {
  const colon = entry.indexOf(':');
  return colon < 0 ? [entry, ''] : [entry.slice(0, colon), entry.slice(colon + 1)];
}

/** By bit, from 0, as `capabilities(7)` numbers them. */
const NAMES = [
  'chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service',
  'net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin',
  'sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override',
  'mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore',
]
  .join(' ')
  .split(' ');

/** Names of the capabilities in a set as the kernel prints it: `0000000000000400` is `net_bind_service`. */
export function capabilityNames(hexadecimal: string): string[] {
  const set = BigInt(`0x${hexadecimal}`);
  const bits = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (set >> BigInt(bit)) & 1n);
  return bits.map((bit) => NAMES[bit] ?? `capability ${bit}`);
}

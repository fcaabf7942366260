import type { AbsenceClass } from './absence-class.ts';
import { listed } from './listed.ts';

export const NETWORK_TOOLS: AbsenceClass = {
  name: 'network tools',
  sentence: 'Programs that fetch, send or listen: with them an intruder loads what is missing.',
  programs: listed(`
    curl wget wget2 aria2c xh lynx links w3m elinks fetch axel nc nc.* ncat netcat socat telnet
    telnet.* ftp tftp lftp ssh sshd scp sftp rsync rclone nmap masscan tcpdump tshark dig host
    nslookup drill ping ping[46] traceroute traceroute* tracepath mtr ip ifconfig route ss netstat
    arp iptables nft ssh-keygen ssh-agent proxychains* tor chisel ngrok cloudflared
  `),
};

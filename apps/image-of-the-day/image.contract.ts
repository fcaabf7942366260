// What the image of image-of-the-day promises. `npm run drydock -- check image-of-the-day` tells whether it keeps it.
import { CLASS_NAMES, defineContract } from '@drydock/contracts';

export default defineContract({
  image: 'drydock/image-of-the-day:local',
  base: 'scratch',
  size: {
    unpacked: '79.0 MB',
    transfer: '51.8 MB',
    perLayer: '50.5 MB',
    layers: 5,
    wasted: '0 B',
    because:
      "a Java runtime of this service's own modules is 50 MB of it, Spring Boot with the breaker 21 MB, the C library 6 MB",
  },
  drift: { tolerance: '2 %' },
  files: {
    '/app/iotd-service-0.1.0.jar': {
      type: 'file',
      mode: '0644',
      owner: '0:0',
      size: '60 kB',
      because:
        'our own classes are in it, and no library: the breaker, its lines in the log and the refusal of bad requests made it 53 kB',
    },
    '/usr/lib/jvm/java/bin/java': { type: 'file', mode: '0755', owner: '0:0' },
    '/healthcheck': { type: 'file', mode: '0755', owner: '0:0', size: '1.3 MB' },
    '/app/java.options': { type: 'file', mode: '0644', owner: '0:0', pattern: /^-XX:MaxRAMPercentage=50$/m },
    '/usr/lib/jvm/java/lib/security/cacerts': {
      type: 'file',
      mode: '0644',
      owner: '0:0',
      because: 'the real picture service is asked by https',
    },
    '/tmp': { type: 'directory', mode: '1777', owner: '0:0', because: 'Tomcat works in it' },
  },
  onlyFiles: [
    '/app/{iotd-service-0.1.0.jar,java.options,lib/*.jar}',
    '/healthcheck',
    '/usr/lib/jvm/java/{bin/java,conf/**,legal/**,lib/**,release}',
    // The libraries of the system that Java loads, and what says whose they are.
    '/lib/*-linux-gnu/lib{c,m,gcc_s,stdc++,z}.so.*',
    '/{lib,lib64}/ld-linux-*.so.*',
    '/var/lib/dpkg/status.d/{libc6,libgcc-s1,libstdc++6,zlib1g,openjdk-*-headless}',
    '/usr/share/doc/{libgcc-s1,libstdc++6}',
    '/usr/share/doc/{gcc-*-base,libc6,zlib1g}/copyright',
    '/etc/{passwd,group,os-release}',
    '/tmp',
  ],
  absent: [
    ...CLASS_NAMES.filter((name) => name !== 'debug symbols' && name !== 'documentation'),
    {
      class: 'debug symbols',
      except: ['/usr/lib/jvm/java/**'],
      because: "Debian's Java has a symbol table in each of its libraries",
    },
    {
      class: 'documentation',
      except: ['/usr/lib/jvm/java/conf/security/policy/README.txt'],
      because: 'it came with what is needed, and is 2 kB',
    },
  ],
  users: { root: 0, nonroot: 65532 },
  groups: { root: 0, tty: 5, nonroot: 65532 },
  config: {
    user: '65532:65532',
    entrypoint: ['/usr/lib/jvm/java/bin/java', '@/app/java.options', '-jar', '/app/iotd-service-0.1.0.jar'],
    cmd: [],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    workingDir: '/',
    ports: [80],
    volumes: [],
    stopSignal: '',
    healthcheck: {
      test: ['CMD', '/healthcheck'],
      interval: '10 s',
      timeout: '2 s',
      startPeriod: '120 s',
      startInterval: '200 ms',
    },
    labels: {
      'org.opencontainers.image.title': 'image-of-the-day',
      'org.opencontainers.image.description': 'The picture of the day, from an APOD-compatible service',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.version': '0.1.0',
      'org.opencontainers.image.revision': /^([0-9a-f]{40})?$/,
    },
    os: 'linux',
  },
  libraries: 'resolvable',
  behaviour: {
    service: 'image-of-the-day',
    readyWithin: '10 s',
    healthy: true,
    idleMemory: '115 MB',
    stopsWithin: '3 s',
    exitCode: 0,
    pid1: '/usr/lib/jvm/java/bin/java',
    runsAs: '65532:65532',
    capabilities: [],
    writesOnly: [],
    readOnlyRoot: true,
  },
});

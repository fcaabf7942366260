// What the image of apod promises. `npm run drydock -- check apod` tells whether it keeps it.
import { CLASS_NAMES, defineContract } from '@drydock/contracts';

export default defineContract({
  image: 'drydock/apod:local',
  base: 'scratch',
  size: {
    unpacked: '8.4 MB',
    transfer: '3.7 MB',
    layers: 3,
    wasted: '0 B',
    because: 'one static program that draws, the health check and a licence are all there is',
  },
  drift: { tolerance: '2 %' },
  files: {
    '/apod': { type: 'file', mode: '0755', owner: '0:0', size: '7.1 MB' },
    '/healthcheck': { type: 'file', mode: '0755', owner: '0:0', size: '1.3 MB' },
    '/usr/share/doc/golang/LICENSE': {
      type: 'file',
      mode: '0644',
      owner: '0:0',
      pattern: /The Go Authors/,
      because: "Go's own library is in the program",
    },
  },
  onlyFiles: ['/apod', '/healthcheck', '/usr/share/doc/golang/LICENSE'],
  // Of all that can be absent, nothing is there.
  absent: CLASS_NAMES,
  users: {},
  groups: {},
  config: {
    user: '65532:65532',
    entrypoint: ['/apod'],
    cmd: [],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', GOMEMLIMIT: '90MiB' },
    workingDir: '/',
    ports: [80],
    volumes: [],
    stopSignal: '',
    healthcheck: {
      test: ['CMD', '/healthcheck'],
      interval: '10 s',
      timeout: '2 s',
      startPeriod: '30 s',
      startInterval: '200 ms',
    },
    labels: {
      'org.opencontainers.image.title': 'apod',
      'org.opencontainers.image.description':
        'An offline stand-in for the Astronomy Picture of the Day service',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.version': '0.1.0',
      'org.opencontainers.image.revision': /^([0-9a-f]{40})?$/,
    },
    os: 'linux',
  },
  libraries: 'resolvable',
  behaviour: {
    service: 'apod',
    readyWithin: '2 s',
    healthy: true,
    idleMemory: '3 MB',
    stopsWithin: '2 s',
    exitCode: 0,
    pid1: '/apod',
    runsAs: '65532:65532',
    capabilities: [],
    writesOnly: [],
    readOnlyRoot: true,
  },
});

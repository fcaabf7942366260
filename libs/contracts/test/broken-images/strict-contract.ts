import { CLASS_NAMES, type ContractInput } from '../../src/index.ts';

/** All that is true of the clean image. Tight: whatever is done to it breaks something. */
export function strictContract(image: string, base: string): ContractInput {
  return {
    image,
    base,
    size: {
      unpacked: '2.6 MB',
      transfer: '1.2 MB',
      own: '300 kB',
      perLayer: '2.35 MB',
      layers: 4,
      wasted: '10 kB',
    },
    drift: { tolerance: '2 %' },
    files: {
      '/program': { type: 'file', mode: '0755', owner: '0:0', size: '60 kB' },
      '/etc/clean.conf': { text: 'mode = production\n' },
      '/app/current': { type: 'symlink', link: 'releases/1' },
      '/app/releases/1/notes.txt': { pattern: /^release 1$/m },
      '/app/first.md': {},
      '/data': {
        type: 'directory',
        mode: '0755',
        owner: '65532:65532',
        because: 'a new volume takes it over',
      },
      '/tmp': 'directory',
    },
    onlyFiles: ['/{program,data,tmp}', '/{app,etc,lib,lib64,usr,root,var,home}/**'],
    absent: [
      ...CLASS_NAMES.filter((name) => name !== 'documentation'),
      { class: 'documentation', except: ['/app/first.md'], because: 'the program shows it' },
      '/app/**/*.log',
    ],
    users: { root: 0, nonroot: 65532 },
    groups: { root: 0, nonroot: 65532 },
    config: {
      user: '65532:65532',
      entrypoint: ['/program'],
      cmd: ['/etc/clean.conf'],
      env: { PATH: /./, MODE: /./ },
      workingDir: '/app',
      ports: [80],
      volumes: ['/data'],
      stopSignal: 'SIGTERM',
      healthcheck: {
        test: ['CMD', '/program', '/etc/clean.conf'],
        interval: '10 s',
        timeout: '2 s',
        retries: 3,
      },
      labels: { title: /./ },
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
    },
    libraries: 'resolvable',
  };
}

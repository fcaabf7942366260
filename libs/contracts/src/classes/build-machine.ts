import type { Evidence } from '../evidence.ts';
import type { ImageView } from '../image-view.ts';
import { type AbsenceClass, eachFile, type Sighting } from './absence-class.ts';
import { declarations } from './declarations.ts';

const PROXY = /^(https?|ftp|all|no)_proxy$/i;

export const BUILD_MACHINE: AbsenceClass = {
  name: 'build machine',
  sentence:
    'Traces of the machine the image was built on: certificate authorities that it trusts and others do not, and the addresses of its mirrors and proxies. They are compared with what this machine has.',
  files: [
    '/usr/local/share/ca-certificates/**',
    '/etc/pki/ca-trust/source/anchors/*',
    '/etc/apt/apt.conf.d/*proxy*',
    '**/.m2/settings.xml',
    '**/{pip.conf,.condarc}',
    '**/.config/go/env',
  ],
  lacks: ({ machine }: Evidence) =>
    machine ? undefined : 'what this machine trusts, and which mirrors it uses, is not at hand',
  rules: [
    eachFile(
      'Certificates of this machine, as text, as bytes or in a key store',
      ({ facts }, { evidence }) => {
        const mine = new Set(evidence.machine?.certificates);
        const found = facts?.certificates?.filter((fingerprint) => mine.has(fingerprint)) ?? [];
        const rest = found.length > 1 ? ` and ${found.length - 1} more` : '';
        return found[0] && `trusts an authority of this machine (${found[0].slice(0, 19)}…)${rest}`;
      },
    ),
    eachFile('Addresses on the mirrors of this machine', ({ facts }, { evidence }) => {
      const host = evidence.machine?.mirrorHosts.find((one) => facts?.hosts?.includes(one));
      return host && `names the mirror ${host}`;
    }),
    {
      finds: 'The same mirrors, and any proxy, in the environment, the labels and the history of the image',
      find: (view) => [...mirrorsDeclared(view), ...proxiesDeclared(view)],
    },
  ],
};

function mirrorsDeclared(view: ImageView): Sighting[] {
  const hosts = view.evidence.machine?.mirrorHosts ?? [];
  return declarations(view).flatMap(({ place, text }) =>
    hosts
      .filter((host) => text.includes(host))
      .map((host) => ({ what: `${place} names the mirror ${host}` })),
  );
}

function proxiesDeclared({ image: { config } }: ImageView): Sighting[] {
  return Object.keys(config.env)
    .filter((name) => PROXY.test(name))
    .map((name) => ({ what: `the variable ${name} names a proxy` }));
}

import { type AbsenceClass, eachFile } from './absence-class.ts';
import { secretsInDeclarations } from './declared-secrets.ts';

const KIND = 'private-key';

export const PRIVATE_KEYS: AbsenceClass = {
  name: 'private keys',
  sentence:
    'Who has the image has the key. Key stores count too: that is what they are made for, and nobody can look into them.',
  files: [
    '**/.ssh/id_*',
    '**/ssh_host_*_key',
    '**/*.{ppk,pk8,p12,pfx,jks,keystore,jceks}',
    '**/.gnupg/{private-keys-v1.d/**,secring.gpg}',
  ],
  inEveryLayer: true,
  spared: ['**/.ssh/id_*.pub'],
  rules: [
    eachFile('Private keys as text in any file', ({ facts }) => {
      const found = facts?.secrets?.find(({ kind }) => kind === KIND);
      return found && `${found.excerpt}${found.line ? `, line ${found.line}` : ''}`;
    }),
    secretsInDeclarations((kind) => kind === KIND),
  ],
};

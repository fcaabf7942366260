import { type AbsenceClass, BETWEEN_SIGHTS, eachFile } from './absence-class.ts';
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
    eachFile(
      'Private keys as text in any file, also as base64, or as a file of their own in binary form',
      ({ facts }) => {
        const found = facts?.secrets?.filter(({ kind }) => kind === KIND) ?? [];
        const texts = found.map(({ excerpt, line }) => `${excerpt}${line ? `, line ${line}` : ''}`);
        return texts.length === 0 ? undefined : texts.join(BETWEEN_SIGHTS);
      },
    ),
    secretsInDeclarations((kind) => kind === KIND),
  ],
};

import type { SecretKind } from './secret-rule.ts';
import { SECRET_RULES } from './secret-rules.ts';

/** What is recognised by where it stands, or by the name that it is given. */
const NAMED_KINDS: readonly SecretKind[] = [
  {
    kind: 'assigned-secret',
    finds:
      'A value behind a name that ends in password, secret, token, credentials or a kind of key: in files of settings such as .env, application.yml, settings.xml, wp-config.php and config.js, in the history and in the environment. Not a path, a variable, or what is short or simple; and not in a package that others published.',
    example: 'DB_PASSWORD=............',
  },
  {
    kind: 'netrc-password',
    finds: 'A password in a .netrc.',
    example: 'machine git.example login me password',
  },
  {
    kind: 'password-digest',
    finds: 'The digest of a password in /etc/shadow.',
    example: 'root:$6$…:20000:0:99999:7:::',
  },
];

/** All kinds that are told of, by those rules and by others. A kind may have more than one. */
export const SECRET_KINDS: readonly SecretKind[] = [
  ...new Map(
    [...SECRET_RULES, ...NAMED_KINDS].map(({ kind, finds, example }) => [finds, { kind, finds, example }]),
  ).values(),
];

import { SECRET_RULES } from './secret-rules.ts';

/** What is called a secret, and what is not. */
export interface SecretKind {
  /** The `kind` of what it finds. */
  readonly kind: string;
  /** What it finds, and what it takes for harmless. */
  readonly finds: string;
  /** Of the shape that is found. None of them is valid anywhere. */
  readonly example: string;
}

/** What is recognised by where it stands, or by the name that it is given. */
const NAMED_KINDS: readonly SecretKind[] = [
  {
    kind: 'assigned-secret',
    finds:
      'A value behind a name that ends in password, secret, token, credentials or a kind of key: in files of settings such as .env, application.yml and .npmrc, in the history and in the environment. Not a path, a variable, or what is short or simple.',
    example: 'DB_PASSWORD=............',
  },
  {
    kind: 'netrc-password',
    finds: 'A password in a .netrc.',
    example: 'machine git.example login me password',
  },
];

/** All kinds that are told of, by those rules and by others. A kind may have more than one. */
export const SECRET_KINDS: readonly SecretKind[] = [
  ...SECRET_RULES.map(({ kind, finds, example }) => ({ kind, finds, example })),
  ...NAMED_KINDS,
];

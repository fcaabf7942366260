import type { SecretFinding } from '../image-contents.ts';
import { isPlausibleSecret } from './plausible-secret.ts';

const NAMES =
  '_auth|password|passwd|passphrase|secret|token|credentials?|(?:api|access|private|secret|signing|encryption)[_.-]?key(?:[_.-]?base)?';
const ASSIGNMENT = new RegExp(
  `(?<![\\w.-])(?<name>[\\w.-]{0,64}?(?:${NAMES}))["']?(?:\\s*=\\s*|:\\s+|\\s*:\\s*(?=["']))["']?(?<value>[^\\s"'\`,;]{1,600})`,
  'gi',
);
const AUTHORIZATION = /(?<name>authorization):\s*(?:bearer|basic|token)\s+(?<value>[^\s"'`]{8,600})/gi;

/**
 * `DB_PASSWORD=…` and the like. Meant for what holds settings: in the source of a program, most values
 * behind such a name are no secrets.
 */
export function secretAssignments(text: string): SecretFinding[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(ASSIGNMENT), ...line.matchAll(AUTHORIZATION)]
      .filter(({ groups }) => isPlausibleSecret(groups?.value ?? ''))
      .map(({ groups }) => ({
        kind: 'assigned-secret',
        line: index + 1,
        excerpt: `${groups?.name}=${groups?.value?.slice(0, 1)}…`,
      })),
  );
}

/** Passwords of an .netrc: `machine host login user password …`. */
export function netrcPasswords(text: string): SecretFinding[] {
  return text.split('\n').flatMap((line, index) => {
    const password = /\bpassword\s+(?<password>\S{3,})/.exec(line)?.groups?.password;
    if (password === undefined || line.trimStart().startsWith('#')) return [];
    return [{ kind: 'netrc-password', line: index + 1, excerpt: `password ${password.slice(0, 1)}…` }];
  });
}

import type { SecretFinding } from '../../image-contents.ts';
import { assigned, secretAssignments } from './assignments.ts';
import { isName, isPlausibleSecret } from './plausible-secret.ts';

/** What looks at each line, and gives the secret in it. */
function eachLine(
  text: string,
  see: (line: string) => Omit<SecretFinding, 'line'> | undefined,
): SecretFinding[] {
  return text.split('\n').flatMap((line, index) => {
    const found = see(line);
    return found ? [{ kind: found.kind, line: index + 1, excerpt: found.excerpt }] : [];
  });
}

/** Passwords of an .netrc: `machine host login user password …`. */
export function netrcPasswords(text: string): SecretFinding[] {
  return eachLine(text, (line) => {
    const password = /\bpassword\s+(?<password>\S{3,})/.exec(line)?.groups?.password;
    if (password === undefined || line.trimStart().startsWith('#')) return undefined;
    return { kind: 'netrc-password', excerpt: `password ${password.slice(0, 1)}…` };
  });
}

/** Of a .pgpass: `host:port:database:user:password`. */
export function passwordLists(text: string): SecretFinding[] {
  return eachLine(text, (line) => {
    const { user, password } =
      /^[^#:]+:(?:\d+|\*):[^:]+:(?<user>[^:]+):(?<password>\S{3,})$/.exec(line.trim())?.groups ?? {};
    return password === undefined
      ? undefined
      : { kind: 'assigned-secret', excerpt: `${user}:${password.slice(0, 1)}…` };
  });
}

/** Of /etc/shadow: a digest can be tried against word lists, and is the same wherever the image runs. */
export function passwordDigests(text: string): SecretFinding[] {
  return eachLine(text, (line) => {
    const { user, method } = /^(?<user>[^:#]+):!?\$(?<method>\w+)\$[^:]{12,}(?::|$)/.exec(line)?.groups ?? {};
    return user === undefined ? undefined : { kind: 'password-digest', excerpt: `${user}:$${method}$…` };
  });
}

/** Of Rails: a file that holds nothing but the key to encrypted settings. */
export function hexKey(text: string): SecretFinding[] {
  const key = text.trim();
  return /^[0-9a-f]{32,128}$/.test(key) ? [assigned('master.key', key, 1)] : [];
}

const IS_SECRET = /^\s*["']?kind["']?\s*:\s*["']?Secret["']?\s*,?\s*$|"kind"\s*:\s*"Secret"/m;
/** Encrypted for one cluster. */
const IS_SEALED = /^\s*kind\s*:\s*SealedSecret\s*$/m;
const SECTION = /^\s*["']?(?<name>data|stringData|metadata|apiVersion|kind|type|immutable)["']?\s*:/;
const ENTRY = /^\s*["']?(?<name>[\w.-]+)["']?\s*:\s*["']?(?<value>[A-Za-z0-9+/]{8,4096}={0,2})["']?\s*,?\s*$/;
/** In Kubernetes' own documentation. */
const KNOWN = ['1f2d1e2e67df', '39528$vdg7Jb'];

/** Of YAML or JSON: what has a telling name, and, in a Secret of Kubernetes, what base64 does not hide. */
export function manifestSecrets(text: string): SecretFinding[] {
  if (IS_SEALED.test(text)) return [];
  const plain = secretAssignments(text, 'settings');
  return IS_SECRET.test(text) ? clusterSecrets(text, plain) : plain;
}

/** The same of files that are looked at only because they may be such a Secret. */
export function secretManifest(text: string): SecretFinding[] {
  return IS_SECRET.test(text) ? clusterSecrets(text, secretAssignments(text, 'settings')) : [];
}

function clusterSecrets(text: string, plain: readonly SecretFinding[]): SecretFinding[] {
  const found = new Map(plain.map((finding) => [finding.line, finding]));
  let section = '';
  for (const [index, line] of text.split('\n').entries()) {
    section = SECTION.exec(line)?.groups?.name ?? section;
    if (section !== 'data') continue;
    const { name = '', value = '' } = ENTRY.exec(line)?.groups ?? {};
    const decoded = Buffer.from(value, 'base64').toString('utf8').trim();
    // Whatever the name, it is in a Secret; and what the name says of the base64 is not meant.
    found.delete(index + 1);
    if (isSecretValue(decoded)) found.set(index + 1, assigned(name, value, index + 1));
  }
  return [...found.values()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function isSecretValue(decoded: string): boolean {
  if (/"auths"\s*:.*"auth"\s*:/s.test(decoded)) return true; // what `docker login` leaves
  if (!/^[\x21-\x7e]+$/.test(decoded) || KNOWN.includes(decoded)) return false;
  return isPlausibleSecret(decoded) && !isName(decoded);
}

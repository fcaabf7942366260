import type { SecretFinding } from '../../image-contents.ts';
import { type Grammar, secretAssignments } from './assignments.ts';
import {
  hexKey,
  manifestSecrets,
  netrcPasswords,
  passwordDigests,
  passwordLists,
  secretManifest,
} from './settings-readers.ts';

/** Files of one kind that hold settings or passwords, and how these are found in them. */
interface SettingsFiles {
  /** Of the whole path. */
  readonly paths: RegExp;
  readonly find: (text: string) => SecretFinding[];
  /** Such a name is common: what others wrote and published does not count. */
  readonly isCommon?: true;
}

const by = (grammar: Grammar) => (text: string) => secretAssignments(text, grammar);
const named = (names: string, extension = '') => new RegExp(`(?:^|/)(?:${names})${extension}$`, 'i');

/** What a file is called that holds the settings of a program: `config.js`, `prod.settings.json`, `ormconfig.json`. */
const COMMON_NAMES =
  '\\w*config|configs|configuration|\\w*settings|parameters|options|app|application|env|environments?|prod|production|stag(?:e|ing)|dev|development|local|default|\\w*secrets?|\\w*credentials?|creds|passwords?|keys|database|datasource|db|redis|mail|server|service|private|deploy|vars|variables|connections?|values|bootstrap|auth|firebase|tokens?|knexfile';
const COMMON_NAME = `(?:[\\w-]+[-_.])*(?:${COMMON_NAMES})(?:[-_.][\\w-]+)*`;

/** The first that fits counts. A line is all it takes to have another kind of file looked at. */
const SETTINGS_FILES: readonly SettingsFiles[] = [
  { paths: named('[._]netrc'), find: netrcPasswords },
  { paths: named('\\.?pgpass(?:\\.conf)?'), find: passwordLists },
  { paths: /(?:^|\/)etc\/g?shadow-?$/, find: passwordDigests },
  { paths: /(?:^|\/)config\/(?:master|credentials\/\w+)\.key$/, find: hexKey },
  // Environments.
  {
    paths: named(
      '\\.env(?:\\.[\\w-]+)*|[\\w.-]+\\.env|\\.envrc|\\.flaskenv|env\\.list|env|environment|crontab',
    ),
    find: by('text'),
  },
  // Tools that sign in somewhere.
  {
    paths: named(
      '\\.npmrc|\\.yarnrc(?:\\.yml)?|\\.pypirc|\\.condarc|nuget\\.config|\\.gemrc|\\.?gem/credentials|auth\\.json|\\.?my\\.cnf|\\.mylogin\\.cnf|\\.?odbc\\.ini|\\.s3cfg|\\.boto|\\.databrickscfg|\\.passwd-s3fs|\\.?smbcredentials|\\.?credentials|\\.vault-token|jmxremote\\.password|\\.curlrc|\\.wgetrc|\\.terraformrc|\\.sentryclirc|\\.ftpconfig|s?ftp-?config\\.json|sftp\\.json|hub|inventory(?:/hosts)?|(?:group|host)_vars/.+',
    ),
    find: by('settings'),
  },
  // What has a name of its own wherever it stands.
  {
    paths: named(
      'settings(?:-security)?\\.xml|(?:application|bootstrap)(?:-[\\w-]+)?\\.(?:ya?ml|properties)|gradle\\.properties|appsettings(?:\\.[\\w-]+)*\\.json|(?:docker-)?compose(?:[-.][\\w-]+)*\\.ya?ml|[\\w.-]*\\.tfstate(?:\\.[\\w.-]*)?|[\\w.-]+\\.tfvars(?:\\.json)?|\\.?kube/config|[\\w.-]*kubeconfig(?:\\.ya?ml|\\.json)?',
    ),
    find: by('settings'),
  },
  {
    paths: named(
      'wp-config(?:-\\w+)?\\.php|localsettings\\.php|settings(?:\\.local)?\\.php|configuration\\.php',
    ),
    find: by('source'),
  },
  // Commands.
  {
    paths: named(
      '(?:[\\w-]+\\.)?Dockerfile(?:\\.[\\w-]+)?|Containerfile|[\\w@.-]+\\.service|systemd/.+\\.conf|[\\w.-]+\\.(?:sh|bash|zsh|ps1|bat|cmd|http|rest)',
    ),
    find: by('text'),
    isCommon: true,
  },
  { paths: named('Jenkinsfile|Makefile|[\\w.-]+\\.tf'), find: by('source'), isCommon: true },
  { paths: named('[\\w.-]+\\.sql'), find: by('query'), isCommon: true },
  // What people write the settings of their own programs in.
  { paths: /\.ya?ml$/i, find: manifestSecrets, isCommon: true },
  {
    paths: /\.(?:toml|ini|conf|config|cfg|cnf|properties|hcl|xml|json5)$/i,
    find: by('settings'),
    isCommon: true,
  },
  { paths: named(COMMON_NAME, '\\.jsonc?'), find: by('settings'), isCommon: true },
  {
    paths: named(`${COMMON_NAME}|(?:config|settings)/[\\w.-]+`, '\\.(?:py|php|rb|lua|groovy|exs?)'),
    find: by('source'),
    isCommon: true,
  },
  {
    // In these languages settings.ts is as often a part of a program that has settings.
    paths: named(
      '(?:[\\w-]+[-_.])*(?:\\w*config|env|environments?|secrets?|credentials?|creds|keys|local|prod|production|database|db|knexfile)(?:[-_.][\\w-]+)*|(?:config|environments)/[\\w.-]+',
      '\\.[cm]?[jt]s',
    ),
    find: by('source'),
    isCommon: true,
  },
  { paths: /\.json$/, find: secretManifest, isCommon: true },
];

/** Samples of settings hold none, and neither do texts for people, of which some are about passwords. */
const SAMPLE =
  /[._-](?:examples?|samples?|templates?|tmpl|tpl|dist|defaults?|skel|in)(?:\.|$)|(?:^|\/)(?:examples?|samples?|docs?|locales?|i18n|lang|languages?|translations?|l10n)\/|(?:^|\/)(?:openapi|swagger)[\w.-]*$|(?:^|\/)messages(?:_\w+)?\.properties$/i;

/** How the secrets of a file are found by what they are called. Nothing when its name does not say that it holds settings. */
export function settingsFinder(path: string): ((text: string) => SecretFinding[]) | undefined {
  const files = SETTINGS_FILES.find(({ paths }) => paths.test(path));
  if (!files || SAMPLE.test(path) || (files.isCommon && isPublished(path))) return undefined;
  return files.find;
}

/** Folders of what package managers fetch and of what comes with a system. What stands there, everybody has. */
const PUBLISHED =
  /(?:^|\/)(?:node_modules|bower_components|(?:site|dist)-packages|gems|vendor|pkg\/mod|\.m2\/repository|\.cargo\/registry|\.nuget\/packages|composer|jspm_packages|\.yarn|\.pnpm-store|\.venv\/lib|venv\/lib)\/|^usr\/(?:lib|lib64|share|include|libexec|src|local\/(?:lib|go|share))\/|^(?:lib|lib64|nix|snap)\/|^opt\/(?:java|jdk|conda|venv|bitnami)\//;
const TESTS =
  /(?:^|\/)(?:tests?|testdata|test-data|testing|__tests__|__mocks__|specs?|fixtures?|__fixtures__|e2e|mocks?|docs?|examples?|samples?|tutorials?)\/|[._-](?:test|spec)s?\.\w+$|(?:^|\/)test_\w+\.py$/;

export function isPublished(path: string): boolean {
  return PUBLISHED.test(path);
}

/** What a package that others wrote tries itself out with: known to all. Go's own tree has its tests beside its sources. */
export function isPublishedTest(path: string): boolean {
  return /(?:^|\/)go[-\d.]*\/src\//.test(path) || (isPublished(path) && TESTS.test(path));
}

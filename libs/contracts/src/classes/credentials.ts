import { type AbsenceClass, BETWEEN_SIGHTS, eachFile } from './absence-class.ts';
import { secretsInDeclarations } from './declared-secrets.ts';

const isCredential = (kind: string) => kind !== 'private-key';

export const CREDENTIALS: AbsenceClass = {
  name: 'credentials',
  sentence:
    'Passwords and tokens in files, in the environment, in labels and in the history, where a build argument stays for all to read.',
  files: [
    '**/{.netrc,_netrc,.git-credentials,.pgpass,.my.cnf,.mylogin.cnf,.htpasswd,.pypirc,.dockercfg,.vault-token,.s3cfg,.boto}',
    '**/.aws/{credentials,sso/cache/**,cli/cache/**}',
    '**/{.azure,.config/gcloud}/{accessTokens.json,msal_token_cache.*,credentials.db,access_tokens.db,application_default_credentials.json}',
    '**/{.docker,.config/containers,containers}/{config,auth}.json',
    '**/{.kube/config,.config/gh/hosts.yml,.config/hub,.terraform.d/credentials.tfrc.json,.gem/credentials,.m2/settings-security.xml}',
    '**/.cargo/credentials{,.toml}',
    '**/{.env,.env.local,.env.*.local,.env.production,.env.development}',
    '**/.{bash,zsh,sh,ash,python,mysql,psql,node_repl,rediscli,sqlite}_history',
    '/{run,var/run}/secrets/**',
  ],
  inEveryLayer: true,
  rules: [
    eachFile(
      'Tokens and passwords that are recognised in any file, or by their name in files of settings',
      ({ facts }) => {
        const found = facts?.secrets?.filter(({ kind }) => isCredential(kind)) ?? [];
        const texts = found.map(
          ({ kind, line, excerpt }) => `${kind} ${excerpt}${line ? `, line ${line}` : ''}`,
        );
        return texts.length === 0 ? undefined : texts.join(BETWEEN_SIGHTS);
      },
    ),
    secretsInDeclarations(isCredential),
  ],
};

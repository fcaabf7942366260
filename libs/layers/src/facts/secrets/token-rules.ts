import { around, tokens, valueAfter } from './excerpts.ts';
import type { SecretRule } from './secret-rule.ts';
import { KNOWN_SERVICES, OTHER_SERVICES } from './service-tokens.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALPHANUMERIC = `${LETTERS}${LETTERS.toLowerCase()}0123456789`;

/** Tokens and keys of services. Each says by its form what it is. */
export const TOKEN_RULES: readonly SecretRule[] = [
  {
    ...tokens(['AKIA', 'ASIA'], `${LETTERS}234567`, /[A-Z2-7]{16}/),
    kind: 'aws-access-key',
    finds:
      'The id of an access key of Amazon Web Services. Not the one of the documentation, which ends in EXAMPLE.',
    example: 'AKIA................',
  },
  {
    kind: 'aws-secret-key',
    finds:
      'The secret half of such a key, where it is named: aws_secret_access_key, in either case, secretAccessKey, or in words.',
    example: 'aws_secret_access_key = ........................................',
    needles: [
      'aws_secret_access_key',
      'AWS_SECRET_ACCESS_KEY',
      'SecretAccessKey',
      'secretAccessKey',
      'aws_secret_key',
      'AWS_SECRET_KEY',
      'Secret Access Key',
      'Secret access key',
    ].map((text) => ({ text })),
    excerptAt: valueAfter(/^[\w ]+["']?\s*[:=,]\s*["']?(?<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/),
  },
  {
    ...tokens(['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], ALPHANUMERIC, /[A-Za-z0-9]{36,251}/),
    kind: 'github-token',
    finds: 'A token of GitHub: ghp_, gho_, ghu_, ghs_, ghr_ or github_pat_.',
    example: 'ghp_....................................',
  },
  {
    ...tokens(['github_pat_'], undefined, /[A-Za-z0-9_]{60,251}/),
    kind: 'github-token',
    finds: 'A token of GitHub that is limited to some repositories.',
    example: 'github_pat_......................_...........................................................',
  },
  {
    ...tokens(
      [
        'glpat-',
        'gldt-',
        'glrt-',
        'glcbt-',
        'glptt-',
        'glft-',
        'glsoat-',
        'glimt-',
        'glagent-',
        'gloas-',
        'GR1348941',
      ],
      undefined,
      /[A-Za-z0-9_.-]{20,300}/,
    ),
    kind: 'gitlab-token',
    finds: 'A token of GitLab: personal, deploy, runner or job.',
    example: 'glpat-....................',
  },
  {
    ...tokens(['npm_'], ALPHANUMERIC, /[A-Za-z0-9]{36}/),
    kind: 'npm-token',
    finds: 'A token of the npm registry.',
    example: 'npm_....................................',
  },
  {
    ...tokens(['pypi-AgEIcHlwaS5vcmc'], undefined, /[A-Za-z0-9_-]{40,500}/),
    kind: 'pypi-token',
    finds: 'A token of the Python package index.',
    example: 'pypi-AgEIcHlwaS5vcmc........................................',
  },
  {
    ...tokens(['dckr_pat_', 'dckr_oat_'], undefined, /[A-Za-z0-9_-]{27,60}/),
    kind: 'docker-token',
    finds: 'A token of Docker Hub.',
    example: 'dckr_pat_...........................',
  },
  {
    ...tokens(
      ['xoxb-', 'xoxp-', 'xoxa-', 'xoxs-', 'xoxr-', 'xoxe-'],
      undefined,
      /\d{8,}[A-Za-z0-9-]{16,250}/,
    ),
    kind: 'slack-token',
    finds: 'A token of Slack.',
    example: 'xoxb-............-............-........................',
  },
  {
    ...tokens(['xapp-'], undefined, /\d-[A-Za-z0-9]{8,16}-\d{8,16}-[A-Za-z0-9]{40,100}/),
    kind: 'slack-token',
    finds: 'A token of Slack for an app.',
    example: 'xapp-1-...........-.............-................................................',
  },
  {
    ...tokens(
      ['hooks.slack.com/services/'],
      undefined,
      /T[A-Z0-9]{7,12}\/B[A-Z0-9]{7,12}\/[A-Za-z0-9]{20,30}/,
    ),
    kind: 'slack-webhook',
    finds: 'An address at which anybody can post to a channel of Slack.',
    example: 'hooks.slack.com/services/T......../B......../........................',
  },
  {
    ...tokens(['sk_live_', 'rk_live_', 'whsec_'], undefined, /[A-Za-z0-9]{20,250}/),
    kind: 'stripe-key',
    finds: 'A secret key of Stripe that moves real money. Not the ones for tests.',
    example: 'sk_live_........................',
  },
  {
    ...tokens(['AIzaSy'], undefined, /[A-Za-z0-9_-]{33}/),
    kind: 'google-api-key',
    finds: 'A key for the programming interfaces of Google.',
    example: 'AIzaSy.................................',
  },
  {
    ...tokens(['GOCSPX-', 'ya29.'], undefined, /[A-Za-z0-9_-]{28,400}/),
    kind: 'google-oauth-token',
    finds: 'The secret of a client of Google, or a token that it was given.',
    example: 'GOCSPX-............................',
  },
  {
    ...tokens(['1//0'], ALPHANUMERIC, /[A-Za-z0-9_-]{40,200}/),
    kind: 'google-oauth-token',
    finds: 'A token of Google that others can be had for.',
    example: '"refresh_token": "1//0..........................................."',
  },
  {
    kind: 'azure-storage-key',
    finds: 'The key of a storage account of Azure, in a connection string.',
    example:
      'AccountKey=......................................................................................==',
    needles: [{ text: 'AccountKey=' }],
    excerptAt: valueAfter(/^AccountKey=(?<value>[A-Za-z0-9+/]{86}==)/),
  },
  {
    kind: 'azure-access-key',
    finds: 'The key of a queue, a hub or a store of Azure, or an address that is signed with one.',
    example: 'Endpoint=sb://…;SharedAccessKey=...........................................=',
    needles: [{ text: 'SharedAccessKey=' }],
    excerptAt: valueAfter(/^SharedAccessKey=(?<value>[A-Za-z0-9+/]{43}=)/),
  },
  {
    kind: 'azure-access-key',
    finds: 'An address that is signed with such a key.',
    example: 'https://….blob.core.windows.net/…?sv=…&sig=...........................................%3D',
    needles: [{ text: 'sig=' }],
    excerptAt: around(/(?<=[?&;])sig=(?<value>[A-Za-z0-9%+/]{43,120}?(?:%3D|=))/i, 1),
  },
  ...service('openai-key', 'A key of OpenAI.', 'sk-proj-...', KNOWN_SERVICES.openai),
  ...service('anthropic-key', 'A key of Anthropic.', 'sk-ant-api03-...', KNOWN_SERVICES.anthropic),
  ...service('hugging-face-token', 'A token of Hugging Face.', 'hf_...', KNOWN_SERVICES.huggingFace),
  ...service('sendgrid-key', 'A key of SendGrid.', 'SG....', KNOWN_SERVICES.sendGrid),
  ...service('twilio-key', 'A key of Twilio.', 'SK...', KNOWN_SERVICES.twilio),
  ...service('vault-token', 'A token of Vault: hvs., hvb. or hvr.', 'hvs....', KNOWN_SERVICES.vault),
  ...service('digitalocean-token', 'A token of DigitalOcean.', 'dop_v1_...', KNOWN_SERVICES.digitalOcean),
  ...service(
    'age-key',
    'A secret key of age, with which files are decrypted.',
    'AGE-SECRET-KEY-1...',
    KNOWN_SERVICES.age,
  ),
  ...service('telegram-token', 'The token of a bot of Telegram.', '123456789:AA...', KNOWN_SERVICES.telegram),
  ...service(
    'service-token',
    'A token of another service that says so by its first letters: Atlassian, CircleCI, Databricks, Discord, Grafana, Heroku, New Relic, Shopify, Terraform Cloud and others.',
    'shpat_...',
    OTHER_SERVICES,
  ),
];

/** One row for each way in which a token of a kind begins. */
function service(
  kind: string,
  finds: string,
  example: string,
  forms: readonly Pick<SecretRule, 'needles' | 'excerptAt'>[],
): readonly SecretRule[] {
  return forms.map((form) => ({ kind, finds, example, ...form }));
}

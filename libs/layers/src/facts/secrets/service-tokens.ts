import type { Needle } from '../needle-search.ts';
import { around, type ExcerptAt, tokens } from './excerpts.ts';

/** A token that says by its first letters which service it is for. */
interface ServiceToken {
  readonly needles: readonly Needle[];
  readonly excerptAt: ExcerptAt;
}

const DIGITS = '0123456789';
const HEX = `${DIGITS}abcdef`;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ALPHANUMERIC = LETTERS + DIGITS;

/** Of services that are common enough to have a kind of their own. */
export const KNOWN_SERVICES = {
  openai: [
    tokens(['sk-proj-', 'sk-svcacct-', 'sk-admin-'], undefined, /[A-Za-z0-9_-]{40,250}/),
    // Older ones have these letters in the middle, the name of the company in base64.
    {
      needles: [{ text: 'T3BlbkFJ' }],
      excerptAt: around(/(?<!\w)sk-(?<value>[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})(?!\w)/, 24),
    },
  ],
  anthropic: [tokens(['sk-ant-'], undefined, /[a-z]+\d\d-[A-Za-z0-9_-]{40,250}/)],
  huggingFace: [tokens(['hf_'], undefined, /(?=\w*[a-z])(?=\w*[A-Z])[A-Za-z0-9]{30,60}/)],
  sendGrid: [tokens(['SG.'], undefined, /[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/)],
  twilio: [tokens(['SK'], undefined, /[0-9a-f]{32}/)],
  vault: [tokens(['hvs.', 'hvb.', 'hvr.'], ALPHANUMERIC, /(?=\S*\d)(?=\S*[A-Z])[A-Za-z0-9_-]{24,300}/)],
  digitalOcean: [tokens(['dop_v1_', 'doo_v1_', 'dor_v1_'], undefined, /[0-9a-f]{64}/)],
  age: [tokens(['AGE-SECRET-KEY-'], undefined, /(?:PQ-)?1[A-Z0-9]{50,200}/)],
  telegram: [
    {
      needles: [{ text: ':AA' }],
      excerptAt: around(/(?<![\w.-])\d{8,12}:(?<value>AA[A-Za-z0-9_-]{32,34})(?![\w-])/, 13),
    },
  ],
} satisfies Readonly<Record<string, readonly ServiceToken[]>>;

/** Of all others: what they begin with, and how they go on. */
export const OTHER_SERVICES: readonly ServiceToken[] = [
  tokens(['ATATT3xFfGF0', 'ATCTT3xFfGN0', 'ATBB3xFfGF0'], undefined, /[A-Za-z0-9_=-]{40,250}/), // Atlassian
  tokens(['ATBB'], ALPHANUMERIC, /(?=\w*\d)(?=\w*[a-z])[A-Za-z0-9]{32,36}/), // Bitbucket
  tokens(['CCIPAT_'], undefined, /[A-Za-z0-9_]{40,100}/), // CircleCI
  tokens(['v1.0-'], undefined, /[0-9a-f]{24}-[0-9a-f]{146}/), // Cloudflare
  tokens(['dapi'], HEX, /[0-9a-f]{32}(?:-\d)?/), // Databricks
  tokens(
    ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    undefined,
    /\d{17,20}\/[A-Za-z0-9_-]{60,80}/,
  ),
  tokens(['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.'], undefined, /(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}/), // Doppler
  tokens(['dt0c01.', 'dt0s16.'], undefined, /[A-Z0-9]{8,24}\.[A-Z0-9]{64}/), // Dynatrace
  tokens(['figd_'], undefined, /[A-Za-z0-9_-]{40,60}/), // Figma
  tokens(['FlyV1 fm2_', 'fm1r_', 'fm2_l'], undefined, /[A-Za-z0-9+/_=,-]{60,500}/), // Fly.io
  tokens(['glsa_'], undefined, /[A-Za-z0-9]{32}_[0-9a-f]{8}/), // Grafana
  tokens(['glc_eyJ'], undefined, /[A-Za-z0-9+/]{40,400}={0,2}/),
  tokens(['gsk_'], ALPHANUMERIC, /(?=\w*\d)(?=\w*[A-Z])[A-Za-z0-9]{48,56}/), // Groq
  tokens(['HRKU-'], undefined, /[A-Za-z0-9_-]{36,70}/), // Heroku
  tokens(['AKCp'], DIGITS, /\d[A-Za-z0-9]{60,80}/), // JFrog
  tokens(['lin_api_'], undefined, /[A-Za-z0-9]{40}/), // Linear
  tokens(['nfp_', 'nfc_'], ALPHANUMERIC, /(?=\w*\d)[A-Za-z0-9]{36}/), // Netlify
  tokens(['NRAK-', 'NRII-', 'NRJS-'], undefined, /[A-Za-z0-9_-]{19,36}/), // New Relic
  tokens(['ntn_'], DIGITS, /\d{11}[A-Za-z0-9]{35}/), // Notion
  tokens(['oy2'], undefined, /(?=\w*\d)[a-z0-9]{43}/), // NuGet
  tokens(['ops_eyJ'], undefined, /[A-Za-z0-9+/_-]{200,500}={0,2}/), // 1Password
  tokens(['sk-or-v1-'], undefined, /[0-9a-f]{64}/), // OpenRouter
  tokens(['pplx-'], undefined, /[A-Za-z0-9]{48,56}/), // Perplexity
  tokens(['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'], undefined, /[A-Za-z0-9_.-]{32,64}/), // PlanetScale
  tokens(['PMAK-'], undefined, /[0-9a-f]{24}-[0-9a-f]{34}/), // Postman
  tokens(['pul-'], HEX, /[0-9a-f]{40}/), // Pulumi
  tokens(['r8_'], undefined, /(?=\w*\d)(?=\w*[A-Z])[A-Za-z0-9]{37}/), // Replicate
  tokens(['rubygems_'], undefined, /[0-9a-f]{48}/),
  tokens(['sntrys_eyJ'], undefined, /[A-Za-z0-9+/_=-]{60,400}/), // Sentry
  tokens(['sntryu_'], undefined, /[0-9a-f]{64}/),
  tokens(['shpat_', 'shpca_', 'shppa_', 'shpss_'], undefined, /[0-9a-fA-F]{32}/), // Shopify
  tokens(['squ_', 'sqp_', 'sqa_'], HEX, /[0-9a-f]{40}/), // SonarQube
  tokens(['sq0atp-'], undefined, /[A-Za-z0-9_-]{22}/), // Square
  tokens(['sq0csp-'], undefined, /[A-Za-z0-9_-]{43}/),
  tokens(['sbp_'], HEX, /[0-9a-f]{40}/), // Supabase
  tokens(['tskey-'], undefined, /[a-z]+-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,40}/), // Tailscale
  {
    needles: [{ text: '.atlasv1.' }],
    excerptAt: around(/(?<!\w)(?<value>[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})/, 15),
  }, // Terraform
  tokens(['xai-'], ALPHANUMERIC, /(?=\w*\d)(?=\w*[A-Z])[A-Za-z0-9]{60,90}/),
  tokens(['LTAI'], ALPHANUMERIC, /(?=\w*\d)(?=\w*[a-z])[A-Za-z0-9]{16,20}/), // Alibaba Cloud
];

// Proves that an option which npm took for itself, without two dashes before it, is not lost without a word.
import { expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';

const AWAY = { DOCKER_HOST: 'unix:///nowhere.sock' };

test.for([
  [['ps'], 'drydock', { json: 'true' }, 'npm took --json for itself', 'npm run drydock -- ps --json'],
  [['up', '--no-build'], 'start', { json: 'true' }, '--json', 'npm start -- --no-build --json'],
  [['up'], 'drydock', { build: '' }, 'npm took --no-build for itself', 'npm run drydock -- up --no-build'],
  [['build', '2'], 'drydock', { times: 'true' }, '--times', 'npm run drydock -- build … --times'],
  [['build'], 'drydock', { cache: 'false' }, '--no-cache', 'npm run drydock -- build --no-cache'],
  [['sizes'], 'drydock', { json: 'true', update: 'true' }, '--json and --update', 'sizes --json --update'],
  [['inspect', 'a b.tar'], 'drydock', { all: 'true' }, '--all', "npm run drydock -- inspect 'a b.tar' --all"],
] as const)('%j by npm run %s with %j', async ([args, script, taken, said, todo]) => {
  const settings = Object.entries(taken).map(([name, value]) => [`npm_config_${name}`, value]);
  const env = { ...AWAY, npm_lifecycle_event: script, ...Object.fromEntries(settings) };

  const { stderr, stdout, exitCode } = await callDrydock(args, { env });

  expect(stderr).toContain(said);
  expect(stderr).toContain(`→ put two dashes first: ${todo.startsWith('npm') ? todo : ''}`);
  expect(stderr.trimEnd().endsWith(todo)).toBe(true);
  expect([stdout, exitCode]).toEqual(['', 1]);
});

test.for([
  ['an option that was given as well', ['ps', '--json'], { npm_config_json: 'true' }],
  ["npm's own folder", ['ps'], { npm_config_cache: '/home/me/.npm' }],
  ['another script', ['ps'], { npm_lifecycle_event: 'test', npm_config_json: 'true' }],
] as const)('%s is none', async ([, args, env]) => {
  const { stderr } = await callDrydock(args, { env: { ...AWAY, npm_lifecycle_event: 'drydock', ...env } });

  expect(stderr).toContain('no container engine answers');
});

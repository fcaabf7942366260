// Proves that a compose file is found and filled in as `docker compose` does it, in the shell of whoever starts Drydock.
import { type Engine, openEngine } from '@drydock/engine';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComposeFile } from '../src/index.ts';
import { readFiles, refusalOf } from './fixtures/compose-folder.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ env: process.env, onProgress: () => undefined });
});

function web(environment: object): object {
  return { services: { web: { image: 'shop:1', environment } } };
}

function environmentOf({ services }: ComposeFile) {
  return services.find(({ name }) => name === 'web')?.environment;
}

describe.concurrent('dollars', () => {
  test('are single where the file doubles them, in values and lists', async () => {
    const { services } = await readFiles(engine, {
      'compose.yaml': {
        services: {
          web: {
            image: 'shop:1',
            command: ['echo', '$$HOME', '$$$$x'],
            environment: { PASSWORD: 'pa$$word' },
            labels: { price: '5$$' },
          },
        },
      },
    });

    expect(services[0]).toMatchObject({
      command: ['echo', '$HOME', '$$x'],
      environment: { PASSWORD: 'pa$word' },
      labels: { price: '5$' },
    });
  });

  test('stand in keys as often as the file has them, since Compose fills in values only', async () => {
    const service = { image: 'shop:1', labels: { a$$b: 'y' }, environment: { A$$B: 'x' } };

    const { services } = await readFiles(engine, { 'compose.yaml': { services: { web: service } } });

    expect(services[0]).toMatchObject({ labels: { a$$b: 'y' }, environment: { A$$B: 'x' } });
  });
});

describe.concurrent('a variable', () => {
  test('is taken from the shell, before .env and before its default', async () => {
    const files = {
      '.env': 'FIRST=dotenv\nSECOND=dotenv\n',
      'compose.yaml': web({ FIRST: '$FIRST', SECOND: '$SECOND', THIRD: `\${THIRD:-default}`, PASSED: null }),
    };

    const read = await readFiles(engine, files, { userEnv: { FIRST: 'shell', PASSED: 'on', THIRD: '' } });

    expect(environmentOf(read)).toEqual({ FIRST: 'shell', SECOND: 'dotenv', THIRD: 'default', PASSED: 'on' });
  });

  test('that has no value is blank, with Compose’s own warning', async () => {
    const read = await readFiles(
      engine,
      { 'compose.yaml': web({ WHO: '$NOT_SET_ANYWHERE' }) },
      { userEnv: {} },
    );

    expect(environmentOf(read)).toEqual({ WHO: '' });
    expect(read.warnings).toEqual([
      'The "NOT_SET_ANYWHERE" variable is not set. Defaulting to a blank string.',
    ]);
  });

  test('that is required is found in the shell, and missed when it is not there', async () => {
    const files = { 'compose.yaml': web({ WHO: `\${WHO:?say who}` }) };

    expect(environmentOf(await readFiles(engine, files, { userEnv: { WHO: 'shell' } }))).toEqual({
      WHO: 'shell',
    });
    const error = await refusalOf(engine, files, { userEnv: {} });

    expect(error.code).toBe('compose-invalid');
    expect(error.evidence.join('\n')).toContain('say who');
    expect(error.nextStep).toContain('docker compose config --quiet');
  });

  test('of the docker client changes what the file says, and not which engine reads it', async () => {
    const userEnv = {
      DOCKER_HOST: 'tcp://nowhere.invalid:1',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CONTEXT: 'none',
    };

    const read = await readFiles(engine, { 'compose.yaml': web({ SEEN: '$DOCKER_CONTEXT' }) }, { userEnv });

    expect(environmentOf(read)).toEqual({ SEEN: 'none' });
  });

  test('PWD is the folder, as in a shell that went there', async () => {
    const { services, path } = await readFiles(
      engine,
      { 'compose.yaml': web({ HERE: '$PWD' }) },
      { userEnv: { PWD: '/' } },
    );

    expect(`${services[0]?.environment.HERE}/compose.yaml`).toBe(path);
  });

  test('that has no value anywhere takes one of the image away', async () => {
    const read = await readFiles(engine, { 'compose.yaml': web({ UNSET_ANYWHERE: null }) }, { userEnv: {} });

    expect(environmentOf(read)).toEqual({ UNSET_ANYWHERE: null });
  });
});

describe.concurrent('files', () => {
  const base = web({ WHO: 'base' });
  const override = { services: { web: { environment: { WHO: 'override' } } } };

  test.each([
    ['compose.yaml', 'compose.override.yaml'],
    ['compose.yml', 'compose.override.yml'],
    ['docker-compose.yml', 'docker-compose.override.yml'],
    ['docker-compose.yaml', 'docker-compose.override.yaml'],
  ])('%s is found, and %s changes it', async (name, overrideName) => {
    const read = await readFiles(engine, { [name]: base, [overrideName]: override });

    expect(environmentOf(read)).toEqual({ WHO: 'override' });
  });

  test('a file that is named is read alone', async () => {
    const files = { 'compose.yaml': base, 'compose.override.yaml': override };

    expect(environmentOf(await readFiles(engine, files, { file: 'compose.yaml' }))).toEqual({ WHO: 'base' });
  });

  test('COMPOSE_FILE of .env and of the shell says which files, and the shell wins', async () => {
    const files = {
      '.env': 'COMPOSE_FILE=compose.yaml:prod.yaml\nCOMPOSE_PROJECT_NAME=another\n',
      'compose.yaml': base,
      'prod.yaml': { services: { web: { environment: { WHO: 'prod' } } } },
    };

    const [dotenv, shell] = await Promise.all([
      readFiles(engine, files),
      readFiles(engine, files, { userEnv: { COMPOSE_FILE: 'compose.yaml' } }),
    ]);

    expect([environmentOf(dotenv), dotenv.project]).toEqual([{ WHO: 'prod' }, 'another']);
    expect(environmentOf(shell)).toEqual({ WHO: 'base' });
  });

  test('the folders above are searched', async () => {
    const files = { 'compose.yaml': base, 'below/here/empty': '' };

    expect(environmentOf(await readFiles(engine, files, { below: 'below/here' }))).toEqual({ WHO: 'base' });
  });

  test('include and extends are followed', async () => {
    const { services } = await readFiles(engine, {
      'compose.yaml': {
        include: ['more/compose.yaml'],
        services: { web: { extends: { file: 'base.yaml', service: 'common' } } },
      },
      'base.yaml': { services: { common: { image: 'shop:1', environment: { BASE: '1' } } } },
      'more/compose.yaml': { services: { other: { image: 'other:1' } } },
    });

    expect(services.map(({ name, image }) => [name, image])).toEqual([
      ['other', 'other:1'],
      ['web', 'shop:1'],
    ]);
    expect(services[1]?.environment).toEqual({ BASE: '1' });
  });

  test('none at all is said in one line', async () => {
    const error = await refusalOf(engine, { 'read.me': '' });

    expect(error.message).toMatch(/there is no compose file in .*, or above it/);
  });
});

describe.concurrent('profiles', () => {
  const files = {
    'compose.yaml': { services: { web: { image: 'a' }, debug: { image: 'b', profiles: ['debug'] } } },
  };
  const names = async (options: Parameters<typeof readFiles>[2]) => {
    return (await readFiles(engine, files, options)).services.map(({ name }) => name);
  };

  test('leave services out until they are active: by COMPOSE_PROFILES or by option', async () => {
    expect(await names({})).toEqual(['web']);
    expect(await names({ userEnv: { COMPOSE_PROFILES: 'debug' } })).toEqual(['debug', 'web']);
    expect(await names({ profiles: ['debug'] })).toEqual(['debug', 'web']);
  });

  test('do not matter to a service that is asked for by its name', async () => {
    expect(await names({ services: ['debug'] })).toEqual(['debug']);
  });
});

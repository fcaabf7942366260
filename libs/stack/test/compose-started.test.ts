// Proves that what a compose file says besides one image and one port arrives: networks, ports, volumes, files, names.
import { randomUUID } from 'node:crypto';
import { ROOT_IMAGE, runDocker } from '@drydock/engine';
import { afterAll, describe, expect, test } from 'vitest';
import type { StartStackOptions } from '../src/index.ts';
import { composeFolder } from './fixtures/compose-folder.ts';
import { engine, failure, newProject, start } from './fixtures/start-fresh.ts';

const TINY = 'drydock/tiny-service:test';
const sleeper = { image: ROOT_IMAGE, command: ['sleep', '300'], init: true };

type Files = Readonly<Record<string, string | object>>;

async function startFile(
  compose: object,
  options: Partial<StartStackOptions> & { readonly files?: Files } = {},
) {
  const { files, ...rest } = options;
  const folder = await composeFolder({ 'compose.yaml': compose, ...files });
  const project = newProject();
  const stack = await start({ root: folder.path, project, ...rest });
  const docker = async (...args: string[]) => (await runDocker(engine, args)).stdout.trim();
  const inside = (service: string, ...command: string[]) =>
    docker('exec', `${project}-${service}`, ...command);
  const stop = async () => {
    await stack.stop();
    await folder[Symbol.asyncDispose]();
  };
  return { stack, project, docker, inside, [Symbol.asyncDispose]: stop };
}

describe.concurrent('networks', () => {
  const name = `outside-${randomUUID().slice(0, 8)}`;
  afterAll(() => runDocker(engine, ['network', 'rm', name]));

  test('of several, each service is on those it names, under its aliases there', async () => {
    await using started = await startFile({
      services: {
        web: { ...sleeper, networks: ['front', 'back'] },
        store: { ...sleeper, networks: { back: { aliases: ['db'] } } },
        proxy: { ...sleeper, networks: ['front'] },
      },
      networks: { front: null, back: { internal: true, labels: { tier: 'back' } } },
    });
    const { stack, project, docker, inside } = started;
    const format = '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}';
    // Most services are on two of them, so the first by the alphabet has the name of the stack.
    const [back, front] = [project, `${project}_front`];

    expect(await docker('inspect', '--format', format, `${project}-web`)).toBe(`${back} ${front}`);
    expect(await inside('web', 'getent', 'hosts', 'db')).toContain(stack.service('store').addressOnNetwork);
    expect(await inside('proxy', 'getent', 'hosts', 'store')).toBe('');
    expect(await docker('network', 'inspect', '--format', '{{.Internal}} {{.Labels.tier}}', back)).toBe(
      'true back',
    );
  });

  test('the name of a container is a name on its networks, and not the container’s own', async () => {
    await using started = await startFile({
      services: { web: { ...sleeper, container_name: 'fixed' }, other: sleeper },
    });

    expect(await started.inside('other', 'getent', 'hosts', 'fixed')).toContain('fixed');
  });

  test('one that is external has to be there, is used, and stays', async () => {
    const compose = { services: { web: sleeper }, networks: { default: { external: true, name } } };
    await using folder = await composeFolder({ 'compose.yaml': compose });

    const missing = await failure({ root: folder.path });
    await runDocker(engine, ['network', 'create', name]);
    const stack = await start({ root: folder.path });
    const used = stack.service('web').addressOnNetwork;
    await stack.stop();

    expect(missing.message).toContain(`external network "${name}" is not there`);
    expect(missing.nextStep).toContain(`docker network create ${name}`);
    expect(used).toMatch(/^\d+\./);
    expect((await runDocker(engine, ['network', 'inspect', name])).exitCode).toBe(0);
  });

  test('a service may do without, or share that of another service', async () => {
    await using started = await startFile({
      services: {
        alone: { ...sleeper, network_mode: 'none' },
        web: { image: TINY },
        beside: { ...sleeper, network_mode: 'service:web' },
      },
    });
    const hostname = await started.inside('web', 'hostname');

    expect(await started.inside('beside', 'hostname')).toBe(hostname);
    expect(await started.inside('alone', 'cat', '/proc/net/route')).not.toContain('eth0');
  });

  test('a link gives another service a name that only one knows', async () => {
    await using started = await startFile({
      services: { web: { ...sleeper, links: ['store:database'] }, store: sleeper, other: sleeper },
    });

    expect(await started.inside('web', 'getent', 'hosts', 'database')).toContain('database');
    expect(await started.inside('other', 'getent', 'hosts', 'database')).toBe('');
  });
});

describe.concurrent('ports', () => {
  const ports = ['80', '127.0.0.1:8099:81', '8000-8001:9000-9001/udp'];

  test('are all published on free ports of 127.0.0.1, and the first TCP port is the address', async () => {
    await using started = await startFile({ services: { web: { image: TINY, ports } } });
    const web = started.stack.service('web');

    expect(
      web.ports.map(({ containerPort, protocol, host }) => [containerPort, protocol, host]).sort(),
    ).toEqual([
      [80, 'tcp', '127.0.0.1'],
      [81, 'tcp', '127.0.0.1'],
      [9000, 'udp', '127.0.0.1'],
      [9001, 'udp', '127.0.0.1'],
    ]);
    expect((await fetch(`${web.url}/health`)).status).toBe(200);
  });

  test('are those of the file, at its addresses, when it is asked for', async () => {
    await using started = await startFile(
      { services: { web: { image: TINY, ports: ['80', '127.0.0.1::81/udp'] } } },
      { ports: 'declared' },
    );
    const format = '{{json .HostConfig.PortBindings}}';
    const bindings = await started.docker('inspect', '--format', format, `${started.project}-web`);

    expect(JSON.parse(bindings)).toEqual({
      '80/tcp': [{ HostIp: '', HostPort: '' }],
      '81/udp': [{ HostIp: '127.0.0.1', HostPort: '' }],
    });
    expect((await fetch(`${started.stack.service('web').url}/health`)).status).toBe(200);
  });
});

describe.concurrent('volumes', () => {
  const name = `fixed-${randomUUID().slice(0, 8)}`;
  const web = { ...sleeper, volumes: ['data:/data'] };
  const mounted = '{{range .Mounts}}{{.Name}}{{end}}';
  afterAll(() => runDocker(engine, ['volume', 'rm', '--force', name, `${name}-outside`]));

  test('one with a name of its own has that name, with its labels and options', async () => {
    const data = {
      name: `${name}-made`,
      labels: { keep: 'no' },
      driver_opts: { type: 'tmpfs', device: 'tmpfs' },
    };
    await using started = await startFile({ services: { web }, volumes: { data } });
    const { docker, project } = started;

    expect(await docker('inspect', '--format', mounted, `${project}-web`)).toBe(data.name);
    expect(
      await docker('volume', 'inspect', '--format', '{{.Labels.keep}} {{.Options.type}}', data.name),
    ).toBe('no tmpfs');
  });

  test('one whose name somebody else has taken is refused, and left alone', async () => {
    await runDocker(engine, ['volume', 'create', name]);
    await using folder = await composeFolder({
      'compose.yaml': { services: { web }, volumes: { data: { name } } },
    });

    const error = await failure({ root: folder.path });

    expect(error.message).toContain(`there is a volume "${name}"`);
    expect((await runDocker(engine, ['volume', 'inspect', name])).exitCode).toBe(0);
  });

  test('one that is external has to be there, is used, and stays', async () => {
    const outside = `${name}-outside`;
    const compose = { services: { web }, volumes: { data: { external: true, name: outside } } };
    await using folder = await composeFolder({ 'compose.yaml': compose });

    const missing = await failure({ root: folder.path });
    await runDocker(engine, ['volume', 'create', outside]);
    await (await start({ root: folder.path })).stop();

    expect(missing.nextStep).toContain(`docker volume create ${outside}`);
    expect((await runDocker(engine, ['volume', 'inspect', outside])).exitCode).toBe(0);
  });
});

test.concurrent('a folder whose path has a colon is mounted', async () => {
  const volumes = [{ type: 'bind', source: './a:b', target: '/site', bind: { create_host_path: true } }];
  await using started = await startFile(
    { services: { web: { ...sleeper, volumes } } },
    { files: { 'a:b/index': 'page' } },
  );

  expect(await started.inside('web', 'cat', '/site/index')).toBe('page');
});

test.concurrent('files of the folder, configs and secrets are found where they belong', async () => {
  const service = {
    ...sleeper,
    volumes: ['./site:/site:ro'],
    configs: ['inline', { source: 'file', target: '/etc/motd' }],
    secrets: ['file', { source: 'variable', target: 'token', mode: 0o400 }],
    environment: { FROM_SHELL: null },
  };
  await using started = await startFile(
    {
      services: { web: service },
      configs: { inline: { content: 'price: 5$$\n' }, file: { file: './motd' } },
      secrets: { file: { file: './password' }, variable: { environment: 'TOKEN' } },
    },
    { files: { 'site/index': 'page', motd: 'welcome', password: 'pass', '.env': 'TOKEN=secret\n' } },
  );
  const paths = ['/site/index', '/inline', '/etc/motd', '/run/secrets/file', '/run/secrets/token'];

  expect(await started.inside('web', 'tail', '--lines=+1', '--quiet', ...paths)).toBe(
    'pageprice: 5$\nwelcomepasssecret',
  );
  expect(await started.inside('web', 'stat', '--format', '%a', '/run/secrets/token')).toBe('400');
});

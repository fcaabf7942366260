// Proves that a bake file means here what it means to bake: its variables, its keys, its outputs, and each of its syntaxes.
import { type Engine, runDocker } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type BuildEvent, type BuildOptions, buildImages, planImages } from '../src/index.ts';
import { makeRepository, type Repository } from './make-repository.ts';
import { openTestEngine } from './open-test-engine.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

/** The engine, used by somebody with that environment. */
function usedWith(userEnv: Record<string, string>): Engine {
  return { ...engine, userEnv };
}

/** What was built, as `target name`, and what the steps printed. */
async function build(
  { root }: Repository,
  { env = {}, ...options }: Omit<BuildOptions, 'root'> & { env?: Record<string, string> } = {},
) {
  const output: string[] = [];
  const onEvent = (event: BuildEvent) => event.type === 'output' && output.push(event.line);
  const result = await buildImages(usedWith(env), { root, onEvent, ...options });
  if (!result.ok) throw new Error(`the build failed: ${result.failure.message}`);
  return { images: result.images.map(({ target, tag }) => `${target} ${tag}`), output, result };
}

const variables = `
variable "TAG" { default = "local" }
variable "GREETING" { default = "hello" }
target "default" {
  dockerfile-inline = <<EOT
FROM debian:trixie-slim
ARG GREETING
RUN --mount=type=secret,id=token : PREFIX; echo "$GREETING $(cat /run/secrets/token || echo none)"
EOT
  args   = { GREETING = GREETING }
  secret = ["id=token,env=MY_TOKEN"]
  tags   = ["PREFIX/app:\${TAG}"]
}
`;

describe.concurrent('the environment of the user', () => {
  test('gives the variables of the bake file and its secrets their values', async () => {
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': variables });
    const env = { TAG: 'v2', GREETING: 'moin', MY_TOKEN: 's3' };

    const { images, output } = await build(repository, { env });

    expect(images).toEqual([`default ${repository.prefix}/app:v2`]);
    expect(output).toEqual(['moin s3']);
  });

  test('does not say which engine builds, and is not needed', async () => {
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': variables });
    const env = { DOCKER_HOST: 'tcp://drydock.invalid:1', DOCKER_TLS_VERIFY: '1', BUILDX_BUILDER: 'nobody' };

    const { images } = await build(repository, { env });

    expect(images).toEqual([`default ${repository.prefix}/app:local`]);
  });

  test('is part of the question that a plan answers from its cache', async () => {
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': variables });
    const options = { root: repository.root, cacheDir: `${repository.root}/plans` };
    const tags = async (env: Record<string, string>) => {
      const { targets } = await planImages(usedWith(env), options);
      return targets.get('default')?.tags[0]?.split(':')[1];
    };

    expect([await tags({ TAG: 'a' }), await tags({ TAG: 'b' }), await tags({})]).toEqual(['a', 'b', 'local']);
  });
});

const everything = `
X = "x"
function "tag" {
  params = [name]
  result = ["PREFIX/\${name}:\${X}"]
}
variable "V" {
  default = "v"
  validation {
    condition     = V != ""
    error_message = "V must be set"
  }
}
target "base" {
  dockerfile-inline = "FROM debian:trixie-slim AS one\\nRUN echo PREFIX; id > /made\\n"
}
group "default" { targets = ["app", "each"] }
target "app" {
  dockerfile-inline = <<EOT
FROM base AS last
ARG TEXT
RUN : PREFIX; echo "$TEXT"; getent hosts here.test | sed 's/ .*//'; ulimit -n; df --output=size /dev/shm | tail -n 1
EOT
  contexts    = { base = "target:base" }
  args        = { TEXT = "a $\${literal}", UNSET = null }
  tags        = tag("app")
  annotations = ["org.example.note=PREFIX"]
  platforms   = [BAKE_LOCAL_PLATFORM]
  extra-hosts = { "here.test" = "192.0.2.7" }
  ulimits     = ["nofile=1234:1234"]
  shm-size    = "8m"
  pull        = false
  cache-from  = []
  cache-to    = ["type=inline"]
  no-cache    = true
  no-cache-filter = ["last"]
  attest      = [{ type = "provenance", disabled = true }]
}
target "each" {
  name   = "each-\${size}"
  matrix = { size = ["s", "m"] }
  dockerfile-inline = "FROM scratch\\nCOPY docker/bake.hcl /\${size}\\n"
  tags   = tag("each-\${size}")
  output = ["type=docker", { type = "local", dest = "made/\${size}" }]
}
`;

describe.concurrent('a bake file', () => {
  test('may use every feature that bake has, and gets what bake makes of it', async () => {
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': everything });
    const { prefix } = repository;

    const { images, output } = await build(repository);

    expect(images).toEqual(
      ['app app', 'each-s each-s', 'each-m each-m'].map((each) => {
        const [target, name] = each.split(' ');
        return `${target} ${prefix}/${name}:x`;
      }),
    );
    expect(output.filter((line) => line !== prefix)).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the value, and no template
      'a ${literal}',
      '192.0.2.7',
      '1234',
      expect.stringMatching(/^\s*8192$/),
    ]);
  });

  test('whose image has no output and no name is told by the digest that the engine has', async () => {
    const target = 'target "default" {\n  dockerfile-inline = "FROM scratch\\nCOPY own /\\n"\n}\n';
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': target, own: 'PREFIX' });

    const { result } = await build(repository);

    const [image] = result.images;
    expect(image).toMatchObject({ target: 'default', tag: image?.digest });
    const { exitCode, stdout } = await runDocker(engine, ['image', 'rm', image?.tag ?? '']);
    expect(exitCode, stdout).toBe(0);
  });

  test('whose image goes into files alone gives none', async () => {
    const target = `target "default" {
  dockerfile-inline = "FROM scratch\\nCOPY docker /\\n"
  tags = ["PREFIX/app:local"]
  output = ["type=docker,dest=app.tar", "type=local,dest=made"]
}\n`;
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': target });

    expect((await build(repository)).images).toEqual([]);
    expect(await repository.tags()).toEqual([]);
  });

  test('may be written in JSON', async () => {
    const bake = {
      target: {
        default: { 'dockerfile-inline': 'FROM scratch\nCOPY bake.json /\n', tags: ['PREFIX/json:1'] },
      },
    };
    await using repository = await makeRepository(engine, { 'bake.json': JSON.stringify(bake) });

    expect((await build(repository, { file: 'bake.json' })).images).toEqual([
      `default ${repository.prefix}/json:1`,
    ]);
  });

  const compose = `services:
  web.app:
    image: PREFIX/web:\${TAG:-local}
    build:
      dockerfile_inline: "FROM scratch\\nCOPY compose.yaml /\\n"
      x-bake: { no-cache: true }
  database:
    image: nobody/database
`;

  test('may be a compose file, of which the build sections count', async () => {
    await using repository = await makeRepository(engine, { 'compose.yaml': compose });
    const { prefix } = repository;

    const all = await build(repository, { file: 'compose.yaml', env: { TAG: 'v3' } });
    const one = await build(repository, { file: 'compose.yaml', targets: ['web.app'] });

    expect(all.images).toEqual([`web_app ${prefix}/web:v3`]);
    expect(one.images).toEqual([`web_app ${prefix}/web:local`]);
  });

  test('that is a compose file is refused for what bake takes no notice of', async () => {
    const skipped = compose
      .replace('no-cache:', 'nocache:')
      .replace('build:', 'build:\n      privileged: true');
    await using repository = await makeRepository(engine, { 'compose.yaml': skipped });

    await expect(planImages(engine, { root: repository.root, file: 'compose.yaml' })).rejects.toMatchObject({
      summary: expect.stringMatching(
        /build of the service "web.app" has a key "privileged" that bake skips; .* \(and 1 more\)$/,
      ),
      evidence: [
        'compose.yaml: build of the service "web.app", x-bake has a key "nocache" that bake skips; did you mean "no-cache"?',
      ],
    });
  });

  test('may be asked for by a pattern', async () => {
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': everything });

    const { requested } = await planImages(engine, { root: repository.root, targets: ['each-*'] });

    expect(requested).toEqual(['each-m', 'each-s']);
  });
});

describe.concurrent('what a bake file asks of this machine and is not there', () => {
  const refusal = async (target: string, env: Record<string, string> = {}) => {
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': target, 'no-key': '' });
    return await planImages(usedWith(env), { root: repository.root }).catch((error: unknown) => error);
  };

  test('is named when it is the value of a variable', async () => {
    const bake = everything.replaceAll('PREFIX', 'x');

    expect(await refusal(bake, { V: '' })).toMatchObject({
      code: 'bake-file',
      summary: 'docker/bake.hcl:10: Validation failed; V must be set',
    });
  });

  test('is named when it is an ssh agent', async () => {
    const bake = 'target "default" {\n  ssh = ["default"]\n}\n';

    expect(await refusal(bake)).toMatchObject({
      summary: 'a target of docker/bake.hcl asks for an ssh agent (`ssh`), and SSH_AUTH_SOCK names none',
      nextStep: expect.stringContaining('ssh-add'),
    });
    expect(await refusal(bake, { SSH_AUTH_SOCK: '/nowhere' })).toMatchObject({
      summary: expect.stringContaining('and "/nowhere" is neither one nor a key'),
    });
  });

  test('is named when it is the file of a secret', async () => {
    expect(await refusal('target "default" {\n  secret = ["id=a,src=absent-file"]\n}\n')).toMatchObject({
      summary: 'a secret of docker/bake.hcl comes from "absent-file", which is not there',
    });
  });
});

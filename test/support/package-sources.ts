import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Engine, hostMirrors, ROOT_IMAGE } from '@drydock/engine';
import { readFile, readImage } from '@drydock/layers';
import { appended, editedCopy } from './edited-copy.ts';

/** Whose packages the builds are made of. */
type PackageKind = 'debian' | 'npm' | 'go' | 'maven';

/** Addresses of folders, with a slash at the end. */
export type PackageAddresses = Readonly<Record<PackageKind, string>>;
/** Found out when somebody first asks: that of two toolchains takes a build. */
export type PackageSources = Readonly<Record<PackageKind, () => Promise<string>>>;

/** Where builds on this machine get packages: from its own mirrors, or else from where each toolchain goes by itself. */
export function packageSources(engine: Engine): PackageSources {
  return {
    debian: once(() => debianArchive(engine)),
    npm: once(npmRegistry),
    go: once(() => askToolchain(engine, { kind: 'go', toolchain: 'golang' })),
    maven: once(() => askToolchain(engine, { kind: 'maven', toolchain: 'maven' })),
  };
}

function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= find();
    return found;
  };
}

interface Asked {
  readonly kind: 'go' | 'maven';
  readonly toolchain: string;
}

/** Maven has its default from a POM that all others inherit. */
const ASK = `FROM drydock/golang AS go
RUN --mount=type=secret,id=goenv,target=/root/.config/go/env echo "go $(go env GOPROXY)"
FROM drydock/maven AS maven
RUN --mount=type=secret,id=maven-settings,target=/settings.xml <<END
set -eu
pom=org/apache/maven/model/pom-4.0.0.xml
jar --extract --file /usr/share/maven/lib/maven-model-builder-*.jar $pom
[ -e /settings.xml ] || cp $pom /settings.xml
echo "maven $(grep --only-matching --max-count=1 '<url>[^<]*' /settings.xml)"
END
`;
const askTarget = ({ kind, toolchain }: Asked) => `target "ask-${kind}" {
  inherits   = ["_toolchain"]
  context    = "docker"
  dockerfile = "ask.Dockerfile"
  contexts   = { "drydock/${toolchain}" = "target:${toolchain}" }
  target     = "${kind}"
}`;

async function askToolchain(engine: Engine, asked: Asked): Promise<string> {
  await using copy = editedCopy(engine);
  writeFileSync(join(copy.folder, 'docker/ask.Dockerfile'), ASK);
  const target = `ask-${asked.kind}`;
  const edit = appended('docker/bake.hcl', askTarget(asked));
  const { failure, output } = await copy.build([target], [edit], { noCache: true });
  if (failure)
    throw new Error(`${asked.toolchain} does not say where packages come from: ${failure.message}`);
  const said = output.find((line) => line.startsWith(`${asked.kind} `));
  return folder(/https?:[^,|\s]+/.exec(said ?? '')?.[0]);
}

/** What the root image asks, unless this machine has a mirror of its own. */
async function debianArchive(engine: Engine): Promise<string> {
  const own = hostMirrors(process.env).find(({ id }) => id === 'apt-sources')?.content;
  const sources = own ?? (await rootSources(engine));
  return folder(/^URIs: (\S+)/m.exec(sources)?.[1]);
}

async function rootSources(engine: Engine): Promise<string> {
  const image = await readImage(engine, ROOT_IMAGE);
  const found = await readFile(engine, image, 'etc/apt/sources.list.d/debian.sources');
  return found?.bytes.toString() ?? '';
}

async function npmRegistry(): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry']);
  return folder(stdout.trim());
}

function folder(address = ''): string {
  if (!URL.canParse(address))
    throw new Error(`this machine names no place to get packages from: "${address}"`);
  return address.endsWith('/') ? address : `${address}/`;
}

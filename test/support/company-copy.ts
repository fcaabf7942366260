import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import type { CompanyAuthority } from './company-authority.ts';
import { appended, EDIT, type Edit, type EditedCopy, editedCopy, withoutCaches } from './edited-copy.ts';

/** A copy of the repository at a company, with what the edits below need. */
export function companyCopy(engine: Engine, { pem }: CompanyAuthority): EditedCopy {
  const copy = editedCopy(engine);
  const files = {
    'careless/Dockerfile': CARELESS,
    'trusting/Dockerfile': TRUSTING,
    'trusting/company.crt': pem,
  };
  for (const folder of ['careless', 'trusting']) mkdirSync(join(copy.folder, 'docker', folder));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(copy.folder, 'docker', name), text);
  return copy;
}

/** Another program in Go would come through the same door: the health check is a finished one. */
export const finishedHealthcheck: Edit = {
  file: 'docker/bake.hcl',
  change: (text) =>
    text.replaceAll(
      '"drydock/healthcheck" = "target:healthcheck"',
      '"drydock/healthcheck" = "docker-image://drydock/apod:local"',
    ),
};

const MODULE = 'golang.org/x/sync';
/** The services in Go need nothing but Go. With this, one of them uses a module. */
const withModule: readonly Edit[] = [
  appended('apps/image-gallery/go.mod', `require ${MODULE} v0.17.0`),
  appended(
    'apps/image-gallery/go.sum',
    `${MODULE} v0.17.0 h1:l60nONMj9l5drqw6jlhIELNv9I0A4OFgRsG9k2oT9Ug=
${MODULE} v0.17.0/go.mod h1:9KTHXmSnoGruLpwFjVSX0lNNA75CykiMECbovNTZqGI=`,
  ),
  {
    file: 'apps/image-gallery/main.go',
    change: (text) => text.replace('import (', `import (\n\t_ "${MODULE}/errgroup"`),
  },
];

/** What an earlier build has fetched would hide that the mirror cannot be reached. */
export const rootAnew = [withoutCaches('docker/root')];
/** Debian's old Node is large, and one package of the mirror's Debian, in the root image, is proof enough. */
export const toolchainAnew = [...rootAnew, withoutCaches('docker/node', 'drydock-npm')];
/**
 * So that a step is another one than in a build beside it: two that differ in nothing but their secrets are one to the
 * engine, and fail as one.
 */
export const otherToolchain: Edit = {
  file: 'docker/node/package.json',
  change: (text) => text.replace('What', `${EDIT}: what`),
};
export const otherModules = appended('apps/image-gallery/go.mod', `// ${EDIT}`);
export const otherLibraries = appended('apps/image-of-the-day/pom.xml', `<!-- ${EDIT} -->`);
export const nodeAnew = [withoutCaches('apps/access-log')];
export const goAnew = [...withModule, withoutCaches('apps/image-gallery', 'drydock-go-mod')];
export const javaAnew = [withoutCaches('apps/image-of-the-day')];

/** Fetches the modules of that service, and does no more. */
export const modulesTarget: Edit = appended(
  'docker/bake.hcl',
  `target "modules" {
  inherits = ["image-gallery"]
  target   = "deps"
  output   = ["type=cacheonly"]
  tags     = []
}`,
);

const TRUSTING = `FROM toolchain AS trusting
COPY company.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
`;
/**
 * One toolchain comes through the door, that of Node; with the others it would be 700 MB. So what services are
 * built with is of this machine, and learns to trust the company.
 */
export const trustingToolchains: Edit = {
  file: 'docker/bake.hcl',
  change: (text) =>
    text.replaceAll(/("drydock\/(golang|maven|node)" += )"target:\2"/g, '$1"target:trusting-$2"') +
    ['golang', 'maven', 'node']
      .map(
        (toolchain) => `target "trusting-${toolchain}" {
  inherits = ["_toolchain"]
  context  = "docker/trusting"
  contexts = { "toolchain" = "target:${toolchain}" }
}
`,
      )
      .join(''),
};

const CARELESS = `FROM drydock/root AS builder
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc cp /root/.npmrc /npmrc
FROM scratch AS authority
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /
FROM scratch AS address
COPY --from=builder /npmrc /
FROM scratch AS key-store
COPY --from=drydock/maven /etc/ssl/certs/java/cacerts /
`;
const careless = (kept: string, base: string) => `target "careless-${kept}" {
  inherits = ["_final"]
  context  = "docker/careless"
  contexts = { "drydock/${base}" = "target:${base}" }
  target   = "${kept}"
  tags     = ["drydock/careless-${kept}:\${TAG}"]
}
`;

/** Images that take along what their builder was lent. */
export const carelessTargets: Edit = {
  file: 'docker/bake.hcl',
  change: (text) =>
    text + careless('authority', 'root') + careless('address', 'root') + careless('key-store', 'maven'),
};

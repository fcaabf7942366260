// Built behind a company's door, with a certificate authority and a package mirror of its own, a build succeeds and nothing of either is in the image; without them it fails and says what is missing.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineContract, evaluate, formatVerdict } from '@drydock/contracts';
import { describeBuildFailure } from '@drydock/images';
import { readImage } from '@drydock/layers';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { BuildMachine } from '../support/build-services.ts';
import { claim, statement } from '../support/claim.ts';
import { companyAuthority } from '../support/company-authority.ts';
import { type CompanyDoor, companyDoor } from '../support/company-door.ts';
import { type Edit, type EditedCopy, editedCopy, withoutCaches } from '../support/edited-copy.ts';
import { openTestEngine } from '../support/services.ts';

const engine = await openTestEngine();
// Nothing is taken from a cache here: two package managers fetch all that Node's images are made of.
vi.setConfig({ testTimeout: 400_000 });

/** What an earlier build has fetched would hide that the mirror cannot be reached. */
const allAnew: readonly Edit[] = ['docker/root', 'docker/node', 'apps/access-log'].map(withoutCaches);

/** Go's toolchain would come through the same door as Node's: its 90 MB are left out, the health check is a finished one. */
const finishedHealthcheck: Edit = {
  file: 'docker/bake.hcl',
  change: (text) =>
    text.replace(
      /(target "access-log" {[^}]*"drydock\/healthcheck" = )"target:healthcheck"/,
      '$1"docker-image://drydock/apod:local"',
    ),
};

const CARELESS = `FROM drydock/root AS builder
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc cp /root/.npmrc /npmrc
FROM scratch AS authority
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /
FROM scratch AS address
COPY --from=builder /npmrc /
`;

/** Two images that take along what their builder was lent. */
const carelessTargets: Edit = {
  file: 'docker/bake.hcl',
  change: (text) =>
    text +
    ['authority', 'address']
      .map(
        (kept) => `target "careless-${kept}" {
  inherits = ["_final"]
  context  = "docker/careless"
  contexts = { "drydock/root" = "target:root" }
  target   = "${kept}"
  tags     = ["drydock/careless-${kept}:\${TAG}"]
}
`,
      )
      .join(''),
};

let door: CompanyDoor;
let copy: EditedCopy;

beforeAll(async () => {
  door = await companyDoor(engine);
  copy = editedCopy(engine);
  mkdirSync(join(copy.folder, 'docker/careless'));
  writeFileSync(join(copy.folder, 'docker/careless/Dockerfile'), CARELESS);
});

afterAll(async () => {
  await copy?.[Symbol.asyncDispose]();
  await door?.[Symbol.asyncDispose]();
});

claim(import.meta.filename, () => {
  statement('the build succeeds, with packages of the mirror', {
    check: async (machine) => {
      const { failure } = await build('access-log', { machine: machine() });

      expect(failure, `the build fails: ${failure && describeBuildFailure(failure)}`).toBeUndefined();
      const packages = ['.deb', '.tgz'].map((end) => door.asked.filter((path) => path.endsWith(end)).length);
      expect(
        Math.min(...packages),
        'packages of Debian and of npm that the mirror was asked for',
      ).toBeGreaterThan(0);
    },
    holds: { 'of access-log': () => door.machine },
    control: {
      'on a machine that does not know the authority': { of: withoutAuthority, red: /the build fails/ },
    },
  });

  statement('the image holds neither the certificate nor the address of the mirror', {
    check: async (target) => {
      const { failure } = await build(target, { machine: door.machine });
      if (failure) throw new Error(describeBuildFailure(failure));
      const image = await readImage(engine, `drydock/${target}:${copy.tag}`);

      const contract = defineContract({ image: image.ref, absent: ['build machine'] });
      const machine = { certificates: [door.authority.fingerprint], mirrorHosts: [door.host] };
      const verdicts = await evaluate(contract, { image, machine });

      expect(verdicts).toHaveLength(1);
      const traces = verdicts.filter(({ status }) => status !== 'kept').map(formatVerdict);
      expect(traces, `traces in ${image.ref}: ${traces}`).toEqual([]);
    },
    holds: { 'of access-log': 'access-log' },
    control: {
      'it does where the bundle of the builder is copied': {
        of: 'careless-authority',
        red: /traces.*trusts an authority/s,
      },
      'it does where the settings are copied': { of: 'careless-address', red: /traces.*names the mirror/s },
    },
  });

  statement<Failing>('the build fails and says what is missing', {
    check: async ({ target, machine, edits = [], says }) => {
      const { failure } = await build(target, { machine: machine(), expectsFailure: true }, edits);

      expect(failure && describeBuildFailure(failure), 'the build fails').toBeDefined();
      const text = failure ? describeBuildFailure(failure) : '';
      expect(text, 'the message').toContain(door.host);
      for (const part of says) expect(text, 'the message').toMatch(part);
    },
    holds: {
      'without the authority': {
        target: 'root',
        machine: withoutAuthority,
        says: [
          /builder does not know the authority/,
          /next: .* in NODE_EXTRA_CA_CERTS, or .* docker\/root\/ca/,
        ],
      },
      'without the mirror of Debian': {
        target: 'root',
        // Another authority, so that the step runs again.
        machine: () => ({ ...door.machineOfClosedMirror, certificates: [companyAuthority(door.host)] }),
        says: [/the network did not answer/, /Could not connect to/, /next: .* mirror settings/],
      },
      'without the mirror of npm': {
        target: 'node',
        machine: () => door.machineOfClosedMirror,
        edits: [
          { file: 'docker/node/package.json', change: (text) => text.replace('What', `${copy.tag}: what`) },
        ],
        says: [
          /the network did not answer/,
          /Error when performing the request to/,
          /next: .* mirror settings/,
        ],
      },
    },
    control: {
      'with both it does not': {
        of: { target: 'root', machine: () => door.machine, says: [] },
        red: /the build fails/,
      },
    },
  });
});

interface Options {
  readonly machine: BuildMachine;
  readonly expectsFailure?: boolean;
}

interface Failing {
  readonly target: string;
  readonly machine: () => BuildMachine;
  readonly edits?: readonly Edit[];
  readonly says: readonly RegExp[];
}

function withoutAuthority(): BuildMachine {
  return { ...door.machine, certificates: [] };
}

function build(target: string, options: Options, edits: readonly Edit[] = []) {
  return copy.build([target], [...allAnew, finishedHealthcheck, carelessTargets, ...edits], options);
}

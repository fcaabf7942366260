// Built behind a company's door, with a certificate authority and a package mirror of its own, a build succeeds and nothing of either is in the image; without them it fails and says what is missing.
import { defineContract, evaluate, formatVerdict } from '@drydock/contracts';
import { describeBuildFailure } from '@drydock/images';
import { readImage } from '@drydock/layers';
import { afterAll, beforeAll, expect } from 'vitest';
import type { BuildMachine } from '../support/build-services.ts';
import { claim, statement } from '../support/claim.ts';
import { companyAuthority } from '../support/company-authority.ts';
import {
  carelessTargets,
  companyCopy,
  finishedHealthcheck,
  goAnew,
  javaAnew,
  modulesTarget,
  nodeAnew,
  otherLibraries,
  otherModules,
  otherToolchain,
  rootAnew,
  toolchainAnew,
  trustingToolchains,
} from '../support/company-copy.ts';
import { type CompanyDoor, companyDoor, toolchainsAtHand } from '../support/company-door.ts';
import type { Edit } from '../support/edited-copy.ts';
import { openTestEngine } from '../support/services.ts';

const engine = await openTestEngine();
const UNTRUSTED = [
  /builder does not know the authority/,
  /next: .* in NODE_EXTRA_CA_CERTS, or .* docker\/root\/ca/,
];
const UNREACHABLE = [/the network did not answer/, /next: .* mirror settings/];

interface Case {
  readonly targets: readonly string[];
  readonly machine: () => BuildMachine;
  readonly edits: readonly Edit[];
}

interface Built {
  readonly failure: string | undefined;
  /** Paths that the mirror was asked for meanwhile. */
  readonly asked: readonly string[];
  /** Of the images. */
  readonly tag: string;
}

interface Succeeding {
  readonly built: () => Promise<Built>;
  /** Paths, of each of which the mirror must have been asked for one. */
  readonly packages: readonly RegExp[];
}

interface Holding extends Pick<Succeeding, 'built'> {
  readonly target: string;
}

interface Failing {
  readonly of: Case;
  /** What it stands on has come through the open door before. */
  readonly after?: Case;
  readonly says: readonly RegExp[];
}

/** Each is built once, whoever looks at it. */
const builds = new Map<Case, Promise<Built>>();
const ROOT: Case = { targets: ['root'], machine: () => door.machine, edits: rootAnew };
const ROOT_UNTRUSTED: Case = { ...ROOT, machine: withoutAuthority };
const TOOLCHAIN: Case = { targets: ['node'], machine: () => door.machine, edits: toolchainAnew };
const MODULES: Case = {
  targets: ['modules'],
  machine: () => toolchainsAtHand(door.machine),
  edits: [...goAnew, modulesTarget, trustingToolchains],
};
const MODULES_UNTRUSTED: Case = { ...MODULES, edits: [...goAnew, modulesTarget] };
const JAVA: Case = {
  targets: ['image-of-the-day'],
  machine: () => toolchainsAtHand(door.machine),
  edits: [...javaAnew, trustingToolchains],
};
const JAVA_UNTRUSTED: Case = { ...JAVA, edits: javaAnew };
const SERVICES: Case = {
  targets: ['access-log', 'image-gallery', 'image-of-the-day'],
  machine: () => toolchainsAtHand(door.machine),
  edits: [...nodeAnew, ...goAnew, ...javaAnew, trustingToolchains],
};

let door: CompanyDoor;
/** The images that were built are looked at later. */
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  door = owned.use(await companyDoor(engine));
});

afterAll(async () => {
  await Promise.allSettled(builds.values());
  await owned.disposeAsync();
});

claim(import.meta.filename, () => {
  statement<Succeeding>('the build succeeds, with packages of the mirror', {
    check: async ({ built, packages }) => {
      const { failure, asked } = await built();

      expect(failure, `the build fails: ${failure}`).toBeUndefined();
      const missing = packages.filter((pattern) => !asked.some((path) => pattern.test(path)));
      expect(missing, 'packages that the mirror was not asked for').toEqual([]);
    },
    holds: {
      'of the modules of image-gallery': {
        built: () => buildOnce(MODULES),
        packages: [/^\/go\/.*\.zip$/],
      },
      'of the root image': { built: () => buildOnce(ROOT), packages: [/^\/debian\/.*\.deb$/] },
      'of the toolchain of Node': {
        built: () => {
          // Meanwhile the services are built, of other packages: one downloads, and another compiles.
          servicesBuilt().catch(() => undefined); // told to whoever looks at one of them
          return buildOnce(TOOLCHAIN);
        },
        packages: [/^\/npm\/node-linux-.*\.tgz$/],
      },
      'of access-log': { built: servicesBuilt, packages: [/^\/npm\/fastify\/.*\.tgz$/] },
      'of image-gallery': { built: servicesBuilt, packages: [/^\/go\/.*\.zip$/] },
      'of image-of-the-day': { built: servicesBuilt, packages: [/^\/maven\/.*\.jar$/] },
    },
    control: {
      'in a builder that does not know the authority': {
        of: { built: () => buildOnce(MODULES_UNTRUSTED, true), packages: [] },
        red: /the build fails/,
      },
      'on a machine that does not know the authority': {
        of: { built: () => buildOnce(ROOT_UNTRUSTED), packages: [] },
        red: /the build fails/,
      },
    },
  });

  statement<Holding>('the image holds neither the certificate nor the address of the mirror', {
    check: async ({ target, built }) => {
      const { failure, tag } = await built();
      if (failure) throw new Error(failure);
      const image = await readImage(engine, `drydock/${target}:${tag}`);

      const contract = defineContract({ image: image.ref, absent: ['build machine'] });
      const machine = { certificates: [door.authority.fingerprint], mirrorHosts: [door.host] };
      const verdicts = await evaluate(contract, { image, machine });

      expect(verdicts).toHaveLength(1);
      const traces = verdicts.filter(({ status }) => status !== 'kept').map(formatVerdict);
      expect(traces, `traces in ${image.ref}: ${traces}`).toEqual([]);
    },
    holds: Object.fromEntries(
      SERVICES.targets.map((target) => [`of ${target}`, { target, built: servicesBuilt }]),
    ),
    control: {
      'it does where the bundle of the builder is copied': {
        of: careless('careless-authority', ROOT),
        red: /traces.*trusts an authority/s,
      },
      "it does where the builder's key store for Java is copied": {
        of: careless('careless-key-store', JAVA),
        red: /traces.*trusts an authority/s,
      },
      'it does where the settings are copied': {
        of: careless('careless-address', ROOT),
        red: /traces.*names the mirror/s,
      },
    },
  });

  statement<Failing>('the build fails and says what is missing', {
    // Package managers try again for a while.
    concurrent: true,
    check: async ({ says, of, after }) => {
      if (after) await buildOnce(after);
      const { failure } = await buildOnce(of, true);

      expect(failure, 'the build fails').toBeDefined();
      expect(failure, 'the message').toContain(door.host);
      for (const part of says) expect(failure, 'the message').toMatch(part);
    },
    holds: {
      'without the authority': { of: ROOT_UNTRUSTED, says: UNTRUSTED },
      'without the authority, of a module of Go': { of: MODULES_UNTRUSTED, says: UNTRUSTED },
      'without the authority, of a library of Java': { of: JAVA_UNTRUSTED, says: UNTRUSTED },
      'without the mirror of Debian': {
        // Another authority, so that the step runs again.
        of: {
          ...ROOT,
          machine: () => ({ ...door.machineOfClosedMirror, certificates: [companyAuthority(door.host)] }),
        },
        says: [...UNREACHABLE, /Could not connect to/],
      },
      'without the mirror of npm': {
        of: { ...behindClosedDoor(TOOLCHAIN, otherToolchain), machine: () => door.machineOfClosedMirror },
        after: TOOLCHAIN,
        says: [...UNREACHABLE, /Error when performing the request to/],
      },
      'without the mirror of Go': {
        of: behindClosedDoor(MODULES_UNTRUSTED, otherModules),
        says: UNREACHABLE,
      },
      'without the mirror of Maven': {
        of: behindClosedDoor(JAVA_UNTRUSTED, otherLibraries),
        says: UNREACHABLE,
      },
    },
    control: { 'with both it does not': { of: { of: ROOT, says: [] }, red: /the build fails/ } },
  });
});

function behindClosedDoor(of: Case, other: Edit): Case {
  const machine = () => toolchainsAtHand(door.machineOfClosedMirror);
  return { ...of, machine, edits: [...of.edits, other] };
}

function withoutAuthority(): BuildMachine {
  return { ...door.machine, certificates: [] };
}

/** All in one build: one downloads while another compiles. Each has a language of its own, so a mirror too. */
function servicesBuilt(): Promise<Built> {
  return buildOnce(SERVICES);
}

function careless(target: string, like: Case): Holding {
  return { target, built: () => build({ ...like, targets: [target] }) };
}

function buildOnce(one: Case, expectsFailure = one === ROOT_UNTRUSTED): Promise<Built> {
  const built = builds.get(one) ?? build(one, expectsFailure);
  builds.set(one, built);
  return built;
}

/** In a copy of its own, so that others may build meanwhile. */
async function build({ targets, machine, edits }: Case, expectsFailure = false): Promise<Built> {
  const copy = owned.use(companyCopy(engine, door.authority));
  const before = door.asked.length;
  const all = [finishedHealthcheck, carelessTargets, ...edits];
  const { failure } = await copy.build(targets, all, { machine: machine(), expectsFailure });
  return {
    failure: failure && describeBuildFailure(failure),
    asked: door.asked.slice(before),
    tag: copy.tag,
  };
}

// Built behind a company's door, with a certificate authority and a package mirror of its own, a build succeeds and nothing of either is in the image; without them it fails and says what is missing.
import { defineContract, evaluate, formatVerdict } from '@drydock/contracts';
import { describeBuildFailure } from '@drydock/images';
import { readImage } from '@drydock/layers';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { type BuildMachine, thisMachine } from '../support/build-services.ts';
import { claim, statement } from '../support/claim.ts';
import { companyAuthority } from '../support/company-authority.ts';
import {
  carelessTargets,
  companyCopy,
  finishedHealthcheck,
  trustingToolchains,
  withModule,
} from '../support/company-copy.ts';
import { type CompanyDoor, companyDoor } from '../support/company-door.ts';
import { type Edit, type EditedCopy, withoutCaches } from '../support/edited-copy.ts';
import { openTestEngine } from '../support/services.ts';

const engine = await openTestEngine();
// Nothing is taken from a cache here: four package managers fetch what the images are made of.
vi.setConfig({ testTimeout: 400_000 });

/** What an earlier build has fetched would hide that the mirror cannot be reached. */
const rootAnew = [withoutCaches('docker/root')];
/** Debian's old Node is large, and one package of the mirror's Debian, in the root image, is proof enough. */
const toolchainAnew = [...rootAnew, withoutCaches('docker/node', 'drydock-npm')];
const nodeAnew = [withoutCaches('apps/access-log')];
const goAnew = [...withModule, withoutCaches('apps/image-gallery', 'drydock-go-mod')];
const javaAnew = [withoutCaches('apps/image-of-the-day')];

const UNTRUSTED = [
  /builder does not know the authority/,
  /next: .* in NODE_EXTRA_CA_CERTS, or .* docker\/root\/ca/,
];
const UNREACHABLE = [/the network did not answer/, /next: .* mirror settings/];

interface Case {
  readonly target: string;
  readonly machine: () => BuildMachine;
  readonly edits: readonly Edit[];
}

interface Succeeding extends Case {
  /** Paths, of each of which the mirror must have been asked for one. */
  readonly packages: readonly RegExp[];
}

interface Failing extends Case {
  readonly says: readonly RegExp[];
}

const ROOT: Case = { target: 'root', machine: () => door.machine, edits: rootAnew };
const TOOLCHAIN: Case = { target: 'node', machine: () => door.machine, edits: toolchainAnew };
const NODE: Case = {
  target: 'access-log',
  machine: () => toolchainsAtHand(door.machine),
  edits: [...nodeAnew, trustingToolchains],
};
const GO: Case = {
  target: 'image-gallery',
  machine: () => toolchainsAtHand(door.machine),
  edits: [...goAnew, trustingToolchains],
};
const JAVA: Case = {
  target: 'image-of-the-day',
  machine: () => toolchainsAtHand(door.machine),
  edits: [...javaAnew, trustingToolchains],
};

let door: CompanyDoor;
let copy: EditedCopy;

beforeAll(async () => {
  door = await companyDoor(engine);
  copy = companyCopy(engine, door.authority);
});

afterAll(async () => {
  await copy?.[Symbol.asyncDispose]();
  await door?.[Symbol.asyncDispose]();
});

claim(import.meta.filename, () => {
  statement<Succeeding>('the build succeeds, with packages of the mirror', {
    check: async ({ target, machine, edits, packages }) => {
      const before = door.asked.length;

      const { failure } = await build(target, { machine: machine() }, edits);

      expect(failure, `the build fails: ${failure && describeBuildFailure(failure)}`).toBeUndefined();
      const asked = door.asked.slice(before);
      const missing = packages.filter((pattern) => !asked.some((path) => pattern.test(path)));
      expect(missing, 'packages that the mirror was not asked for').toEqual([]);
    },
    holds: {
      'of the root image': { ...ROOT, packages: [/^\/debian\/.*\.deb$/] },
      'of the toolchain of Node': { ...TOOLCHAIN, packages: [/^\/npm\/.*\.tgz$/] },
      'of access-log': { ...NODE, packages: [/^\/npm\/.*\.tgz$/] },
      'of image-gallery': { ...GO, packages: [/^\/go\/.*\.zip$/] },
      'of image-of-the-day': { ...JAVA, packages: [/^\/maven\/.*\.jar$/] },
    },
    control: {
      'on a machine that does not know the authority': {
        of: { ...ROOT, machine: withoutAuthority, packages: [] },
        red: /the build fails/,
      },
    },
  });

  statement<Case>('the image holds neither the certificate nor the address of the mirror', {
    check: async ({ target, machine: builtOn, edits }) => {
      const { failure } = await build(target, { machine: builtOn() }, edits);
      if (failure) throw new Error(describeBuildFailure(failure));
      const image = await readImage(engine, `drydock/${target}:${copy.tag}`);

      const contract = defineContract({ image: image.ref, absent: ['build machine'] });
      const machine = { certificates: [door.authority.fingerprint], mirrorHosts: [door.host] };
      const verdicts = await evaluate(contract, { image, machine });

      expect(verdicts).toHaveLength(1);
      const traces = verdicts.filter(({ status }) => status !== 'kept').map(formatVerdict);
      expect(traces, `traces in ${image.ref}: ${traces}`).toEqual([]);
    },
    holds: { 'of access-log': NODE, 'of image-gallery': GO, 'of image-of-the-day': JAVA },
    control: {
      'it does where the bundle of the builder is copied': {
        of: { ...ROOT, target: 'careless-authority' },
        red: /traces.*trusts an authority/s,
      },
      "it does where the builder's key store for Java is copied": {
        of: { ...JAVA, target: 'careless-key-store' },
        red: /traces.*trusts an authority/s,
      },
      'it does where the settings are copied': {
        of: { ...NODE, target: 'careless-address' },
        red: /traces.*names the mirror/s,
      },
    },
  });

  statement<Failing>('the build fails and says what is missing', {
    check: async ({ target, machine, edits, says }) => {
      const { failure } = await build(target, { machine: machine(), expectsFailure: true }, edits);

      expect(failure && describeBuildFailure(failure), 'the build fails').toBeDefined();
      const text = failure ? describeBuildFailure(failure) : '';
      expect(text, 'the message').toContain(door.host);
      for (const part of says) expect(text, 'the message').toMatch(part);
    },
    holds: {
      'without the authority': {
        ...ROOT,
        machine: withoutAuthority,
        says: UNTRUSTED,
      },
      'without the authority, of a module of Go': {
        ...GO,
        edits: goAnew,
        says: UNTRUSTED,
      },
      'without the authority, of a library of Java': {
        ...JAVA,
        edits: javaAnew,
        says: UNTRUSTED,
      },
      'without the mirror of Debian': {
        ...ROOT,
        // Another authority, so that the step runs again.
        machine: () => ({ ...door.machineOfClosedMirror, certificates: [companyAuthority(door.host)] }),
        says: [...UNREACHABLE, /Could not connect to/],
      },
      'without the mirror of npm': {
        ...TOOLCHAIN,
        machine: () => door.machineOfClosedMirror,
        edits: [
          ...toolchainAnew,
          { file: 'docker/node/package.json', change: (text) => text.replace('What', `${copy.tag}: what`) },
        ],
        says: [...UNREACHABLE, /Error when performing the request to/],
      },
      'without the mirror of Go': {
        ...GO,
        machine: () => toolchainsAtHand(door.machineOfClosedMirror),
        edits: goAnew,
        says: UNREACHABLE,
      },
      'without the mirror of Maven': {
        ...JAVA,
        machine: () => toolchainsAtHand(door.machineOfClosedMirror),
        edits: javaAnew,
        says: UNREACHABLE,
      },
    },
    control: {
      'with both it does not': {
        of: { ...ROOT, says: [] },
        red: /the build fails/,
      },
    },
  });
});

/** A machine of the company that has this one's toolchains: only what is built with them comes through the door. */
function toolchainsAtHand(company: BuildMachine): BuildMachine {
  return { ...company, certificates: thisMachine().certificates };
}

function withoutAuthority(): BuildMachine {
  return { ...door.machine, certificates: [] };
}

interface Options {
  readonly machine: BuildMachine;
  readonly expectsFailure?: boolean;
}

function build(target: string, options: Options, edits: readonly Edit[]) {
  return copy.build([target], [finishedHealthcheck, carelessTargets, ...edits], options);
}

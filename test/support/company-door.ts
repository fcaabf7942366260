import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, hostMirrors, openHome } from '@drydock/engine';
import { type BuildMachine, thisMachine } from './build-services.ts';
import { type CompanyAuthority, companyAuthority } from './company-authority.ts';
import { addressForBuilds, openMirror, type PackageMirror } from './package-mirror.ts';
import { packageSources } from './package-sources.ts';

/** A company's network: one authority that its machines trust, and one mirror that has packages. */
export interface CompanyDoor extends AsyncDisposable {
  /** Of the mirror. */
  readonly host: string;
  readonly authority: CompanyAuthority;
  readonly asked: PackageMirror['asked'];
  /** What builds get of a machine that is set up for this network. */
  readonly machine: BuildMachine;
  /** Set up for a mirror that does not answer. */
  readonly machineOfClosedMirror: BuildMachine;
}

/** A new company each time: no step that its authority concerns has ever run before. */
export async function companyDoor(engine: Engine): Promise<CompanyDoor> {
  await using owned = new AsyncDisposableStack();
  const host = await addressForBuilds(engine);
  const authority = companyAuthority(host);
  const sources = packageSources(engine);
  const mirror = owned.use(await openMirror(host, authority, sources));
  const closed = await openMirror(host, authority, sources);
  await closed[Symbol.asyncDispose]();
  const folder = mkdtempSync(join(tmpdir(), `drydock-company-${process.pid}-`));
  owned.defer(() => rmSync(folder, { recursive: true, force: true }));
  const machine = ({ addresses: { debian, npm, go, maven } }: PackageMirror): BuildMachine => {
    // Each its own: what a build gets of a machine lies there while it goes on.
    const home = mkdtempSync(join(folder, 'machine-'));
    writeFileSync(join(home, '.npmrc'), `registry=${npm}\n`);
    mkdirSync(join(home, '.m2'));
    writeFileSync(join(home, '.m2/settings.xml'), mavenSettings(maven));
    return {
      home: openHome({ DRYDOCK_HOME: home }),
      certificates: [authority],
      mirrors: hostMirrors({ HOME: home, DRYDOCK_APT_MIRROR: debian, GOPROXY: go }),
      buildArgs: {},
    };
  };
  const machines = { machine: machine(mirror), machineOfClosedMirror: machine(closed) };
  const kept = owned.move();
  return {
    host,
    authority,
    asked: mirror.asked,
    ...machines,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A machine of the company that has this one's toolchains: only what is built with them comes through the door. */
export function toolchainsAtHand(company: BuildMachine): BuildMachine {
  return { ...company, certificates: thisMachine().certificates };
}

function mavenSettings(mirror: string): string {
  return `<settings><mirrors><mirror>
  <id>company</id><mirrorOf>*</mirrorOf><url>${mirror}</url>
</mirror></mirrors></settings>
`;
}

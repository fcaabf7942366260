import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, hostMirrors, openHome } from '@drydock/engine';
import type { BuildMachine } from './build-services.ts';
import { type CompanyAuthority, companyAuthority } from './company-authority.ts';
import { addressForBuilds, openMirror, type PackageMirror } from './package-mirror.ts';

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
  const mirror = owned.use(await openMirror(engine, host, authority));
  const closed = await openMirror(engine, host, authority);
  await closed[Symbol.asyncDispose]();
  const folder = mkdtempSync(join(tmpdir(), 'drydock-company-'));
  owned.defer(() => rmSync(folder, { recursive: true, force: true }));
  const machine = (of: PackageMirror): BuildMachine => {
    writeFileSync(join(folder, '.npmrc'), `registry=${of.registry}\n`);
    return {
      home: openHome({ DRYDOCK_HOME: folder }),
      certificates: [authority],
      mirrors: hostMirrors({ HOME: folder, DRYDOCK_APT_MIRROR: of.debian }),
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

import { join } from 'node:path';
import { type Lab, type LabReport, readCourse, verifyLab, verifyNames } from '@drydock/labs';
import { sweepStale, sweepStaleImages } from '@drydock/stack';
import type { Context } from '../context.ts';
import { layersFolder } from '../image/open-image.ts';
import { useEngine } from '../prepare-build.ts';
import { loadToolchains } from './load-toolchains.ts';

/** Most of a check is waiting for the engine: others may wait meanwhile. More of them would miss what has to be in time. */
const AT_ONCE = 3;

/** Checks labs as their author would, some of them side by side, and tells of each in the order of the course. */
export async function verifyCourse(
  context: Context,
  names: readonly string[],
  onReport: (report: LabReport) => void,
): Promise<readonly LabReport[]> {
  const course = join(context.root, 'labs');
  const wrongNames = names.length === 0 ? await verifyNames(course) : [];
  const labs = await readCourse(course, names);
  const engine = await useEngine(context);
  await Promise.all([sweepStale(engine), sweepStaleImages(engine)]);
  await loadToolchains(context, engine, [...new Set(labs.flatMap(({ definition }) => definition.needs))]);
  const reports: LabReport[] = [];
  if (wrongNames.length > 0) {
    const problems = wrongNames.map((message) => ({ message, evidence: [] }));
    const report = { lab: 'the course', problems, tookMs: {} };
    reports.push(report);
    onReport(report);
  }
  await verifySideBySide(labs, {
    verify: (lab) =>
      verifyLab(engine, lab, {
        cacheDir: layersFolder(context),
        signal: context.signal,
        onCase: (name) => context.progress.step(`${lab.name}: ${name}`),
      }),
    onReport: (report) => {
      reports.push(report);
      onReport(report);
    },
  });
  return reports;
}

interface Verification {
  readonly verify: (lab: Lab) => Promise<LabReport>;
  readonly onReport: (report: LabReport) => void;
}

/** Tells of each lab in the order of the course, as soon as those before it are known. */
async function verifySideBySide(labs: readonly Lab[], { verify, onReport }: Verification): Promise<void> {
  const left = labs.entries();
  const known = new Map<number, LabReport>();
  let told = 0;
  const work = async () => {
    for (const [index, lab] of left) {
      known.set(index, await verify(lab));
      for (let next = known.get(told); next; next = known.get(told)) {
        told += 1;
        onReport(next);
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

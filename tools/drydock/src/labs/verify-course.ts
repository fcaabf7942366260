import { join } from 'node:path';
import { type LabReport, readCourse, verifyLab, verifyNames } from '@drydock/labs';
import { sweepStale, sweepStaleImages } from '@drydock/stack';
import type { Context } from '../context.ts';
import { layersFolder } from '../image/open-image.ts';
import { useEngine } from '../prepare-build.ts';
import { loadToolchains } from './load-toolchains.ts';

/** Checks labs as their author would, one after the other, and tells of each as soon as it is known. */
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
  for (const lab of labs) {
    const report = await verifyLab(engine, lab, {
      cacheDir: layersFolder(context),
      signal: context.signal,
      onCase: (name) => context.progress.step(`${lab.name}: ${name}`),
    });
    reports.push(report);
    onReport(report);
  }
  return reports;
}

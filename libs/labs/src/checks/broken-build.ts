import { ROOT_IMAGE } from '@drydock/engine';
import type { BuildFailure } from '@drydock/images';
import type { Toolchain } from '../define-lab.ts';
import { type Finding, fail, uncheckable } from '../finding.ts';

const NOBODYS_FAULT: readonly BuildFailure['kind'][] = [
  'network',
  'untrusted',
  'disk-full',
  'cancelled',
  'engine-gone',
  'no-builder',
];
const SHOWN_LINES = 12;

/** A build that should have worked. What the machine is to blame for is no fault of the work. */
export function brokenBuild(failure: BuildFailure, needs: readonly Toolchain[]): Finding {
  const missing = failure.kind === 'missing-base' ? missingToolchain(failure, needs) : undefined;
  if (missing)
    return uncheckable(
      `the image "${missing}", which this lab builds on, is not in the engine`,
      [failure.message],
      'start the lab again: that brings it back',
    );
  const evidence = failureEvidence(failure);
  if (failure.kind === 'silent')
    return uncheckable(
      `${failure.instruction?.split(/\s/, 1)[0] ?? 'a step'} ${failure.message}`,
      evidence,
      'check again: a server may not have answered; a step that starts a program which never ends, ends never either',
    );
  if (NOBODYS_FAULT.includes(failure.kind))
    return uncheckable(`it could not be built here: ${failure.kind.replace('-', ' ')}`, evidence);
  return fail(headline(failure), evidence, nextStep(failure));
}

/** Where a build broke off, and what it printed last. */
export function failureEvidence(failure: BuildFailure): string[] {
  const { dockerfile, line, stage, source, output, message, cause } = failure;
  const place =
    line === undefined ? [] : [`${dockerfile ?? 'Dockerfile'}:${line}${stage ? `, stage ${stage}` : ''}`];
  const lines = source.map((text, index) => `${(line ?? 1) + index} | ${text}`);
  const said = output.slice(-SHOWN_LINES).map((text) => `printed: ${text}`);
  // What the builder says of a file that is not there is about checksums, and no help to anybody.
  const isTold = said.length > 0 || absentSource(message) !== undefined;
  return [...place, ...lines, ...said, ...(isTold ? [] : [message]), ...(cause ? [cause.text] : [])];
}

function headline({ kind, instruction, exitCode, message }: BuildFailure): string {
  const keyword = instruction?.split(/\s/, 1)[0];
  if (exitCode !== undefined)
    return `the build fails: ${keyword ?? 'a step'} ends with exit code ${exitCode}`;
  if (kind === 'missing-base') return 'the build fails: there is no image or stage of that name';
  const absent = absentSource(message);
  if (absent !== undefined) return `the build fails: there is no "${absent}" to copy`;
  return `the build fails: ${message.split('\n')[0]}`;
}

function nextStep({ kind, dockerfile, line, message, source }: BuildFailure): string | undefined {
  if (kind === 'missing-base') return 'look at the names after FROM and --from=';
  if (absentSource(message) !== undefined && /--from=\d/.test(source.join('\n')))
    return `a number after --from counts the stages from the top, beginning with 0: see ${dockerfile ?? 'the Dockerfile'}, line ${line}`;
  if (absentSource(message) !== undefined)
    return `COPY looks in your folder, and with --from in a stage or an image: see ${dockerfile ?? 'the Dockerfile'}, line ${line}`;
  return line === undefined ? undefined : `look at ${dockerfile ?? 'the Dockerfile'}, line ${line}`;
}

/** The builder speaks of checksums when a file that is to be copied is not there. */
function absentSource(message: string): string | undefined {
  return /failed to calculate checksum.*"([^"]+)": not found/.exec(message)?.[1];
}

function missingToolchain(
  { message, source }: BuildFailure,
  needs: readonly Toolchain[],
): string | undefined {
  const text = [message, ...source].join('\n');
  const names = [...needs.map((name) => `drydock/${name}`), ROOT_IMAGE];
  return names.find((name) => new RegExp(`(^|[\\s/"])${name}(?![\\w/.-])`, 'm').test(text));
}

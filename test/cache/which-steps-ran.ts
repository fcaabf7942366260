import type { BuildStep } from '@drydock/images';

/** What is wrong with the steps that ran, one line for each; nothing when they are those that had to. */
export function complaints(steps: readonly BuildStep[], mustRun: readonly string[]): string[] {
  const due = [...mustRun];
  const needless = ran(steps).filter((step) => {
    const at = due.indexOf(nameOf(step));
    if (at >= 0) due.splice(at, 1);
    return at < 0;
  });
  return [
    ...needless.map((step) => `should have been cached: ${nameOf(step)} (${placeOf(step)})`),
    ...due.map((name) => `should have run: ${name}`),
  ];
}

/** FROM and WORKDIR cost nothing, and the export of an image is no step of its Dockerfile. */
function ran(steps: readonly BuildStep[]): BuildStep[] {
  const done = steps.filter(
    ({ state, instruction }) => state === 'done' && /^(RUN|COPY|ADD)\b/.test(instruction),
  );
  // BuildKit makes two steps of one COPY --link: the copy, and its link.
  return [...new Map(done.map((step) => [`${nameOf(step)} ${placeOf(step)}`, step])).values()];
}

/** Target, stage and kind: `image-gallery builder RUN`. */
function nameOf({ target, stage, instruction }: BuildStep): string {
  return [target, stage, instruction.split(' ')[0]].join(' ');
}

function placeOf({ dockerfile, line, instruction }: BuildStep): string {
  return `${dockerfile}:${line}, ${instruction.replace(/\s+/g, ' ').slice(0, 60)}`;
}

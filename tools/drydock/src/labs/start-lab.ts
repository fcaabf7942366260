import type { Engine } from '@drydock/engine';
import { begin, type Lab, nextLab, placeStart, readReadme, recordSkip } from '@drydock/labs';
import type { Context } from '../context.ts';
import { outputTerminal, type Terminal } from '../image/format.ts';
import { heading } from '../image/print-lines.ts';
import { useEngine } from '../prepare-build.ts';
import { homely, type Learner, note, typed, workOf } from './learner.ts';
import { loadToolchains } from './load-toolchains.ts';
import { labTitle, nextLines } from './result-lines.ts';
import { textLines, withPaths } from './text-lines.ts';

export interface BegunLab {
  readonly lab: Lab;
  readonly learner: Learner;
  readonly work: string;
  /** The files were there already, and are left as they are. */
  readonly wasThere: boolean;
}

/** Puts the start files there, unless there is work already, and makes the lab the current one. */
export async function beginLab(learner: Learner, lab: Lab): Promise<BegunLab> {
  const work = workOf(learner, lab);
  const wasThere = !(await placeStart(lab, work));
  const begun = await note(learner, begin(lab, work.slice(learner.folder.length + 1), new Date()));
  return { lab, learner: begun, work, wasThere };
}

/** The lab after the current one that is not passed; nothing when all are. */
export function followingLab({ course, results }: Learner, after?: Lab): Lab | undefined {
  return nextLab(course, results, after);
}

/** Begins a lab, shows what there is to do, and then gets what its builds stand on, which may take minutes. */
export async function startLab(context: Context, learner: Learner, lab: Lab): Promise<BegunLab> {
  const begun = await beginLab(learner, lab);
  const terminal = outputTerminal(context.env.COLUMNS);
  context.print((await briefLines(context, begun, terminal)).join('\n'));
  await readyLab(context, lab);
  return begun;
}

/** Sees to it that the first check does not have to wait for an engine or a toolchain. */
export async function readyLab(context: Context, lab: Lab): Promise<Engine> {
  const engine = await useEngine(context);
  await loadToolchains(context, engine, lab.definition.needs);
  context.progress.end();
  return engine;
}

export async function skipLab(learner: Learner, lab: Lab): Promise<Learner> {
  return await note(learner, recordSkip(lab, new Date()));
}

async function briefLines(
  context: Context,
  { lab, work, wasThere }: BegunLab,
  terminal: Terminal,
): Promise<string[]> {
  const text = (await readReadme(lab)).replace(/^# .*\n/, '');
  const place = wasThere ? 'Your files, left as they are' : 'Your files';
  return [
    ...heading(terminal, labTitle(lab), `about ${lab.definition.minutes} minutes`).slice(1),
    '',
    ...textLines(withPaths(text, lab.folder, context.root), terminal),
    '',
    terminal.paint('bold', `  ${place}`),
    '',
    `    ${homely(work, context)}`,
    '',
    ...nextLines(`edit them, and let them be checked at every save: ${typed('watch')}`, terminal),
  ];
}

import { homedir } from 'node:os';
import { createInterface } from 'node:readline';
import { DrydockError } from '@drydock/engine';
import { currentLab, findLab, type Lab } from '@drydock/labs';
import type { Context } from '../../context.ts';
import { outputTerminal } from '../../image/format.ts';
import { movesCursor } from '../../terminal/moves-cursor.ts';
import { type Key, openScreen } from '../../terminal/open-screen.ts';
import { checkedLines } from '../check-command.ts';
import { allPassed, type LabOptions } from '../commands.ts';
import { chooseLab, homely, type Learner, openLearner } from '../learner.ts';
import { beginLab, followingLab, readyLab } from '../start-lab.ts';
import { pressKey } from './press-key.ts';
import { lastOffset, type View, viewLines } from './view.ts';
import { openSession, type SessionOptions } from './watch-session.ts';

/** Checks at every save until it is told to stop: on a screen of its own in a terminal, line by line elsewhere. */
export async function watch(context: Context, name: string | undefined, options: LabOptions): Promise<void> {
  const learner = await openLearner(context, options);
  const lab = watchedLab(context, learner, name);
  if (!lab) return allPassed(context);
  const begun = await beginLab(learner, lab);
  const engine = await readyLab(context, lab);
  // Who begins with it has read nothing yet.
  const session = { context, engine, learner: begun.learner, lab, isNew: !begun.wasThere };
  const isTerminal = process.stdin.isTTY && movesCursor(process.stdout, context.env);
  await (isTerminal ? onScreen(session) : inLines(session, begun.work));
}

/** As `check` would choose; the first of the course for who has not begun yet. */
function watchedLab(context: Context, learner: Learner, name: string | undefined): Lab | undefined {
  if (name !== undefined) return findLab(learner.course, name);
  const hasBegun = currentLab(learner.course, learner.results) !== undefined;
  return hasBegun ? chooseLab(context, learner, undefined) : followingLab(learner);
}

type Watched = Pick<SessionOptions, 'context' | 'engine' | 'learner' | 'lab'> & { readonly isNew: boolean };

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;

async function onScreen(watched: Watched): Promise<void> {
  const { context } = watched;
  const end = ending(context);
  const { stdin: input, stdout: output } = process;
  let frame = 0;
  const view = (): View => ({
    ...outputTerminal(context.env.COLUMNS),
    rows: output.rows,
    root: context.root,
    home: context.env.HOME ?? homedir(),
    spinner: SPINNER[frame % SPINNER.length] ?? '',
  });
  let draw: () => void = () => undefined;
  await using session = await openSession({
    ...watched,
    onChange: () => draw(),
    onChecked: () => undefined,
    onBug: end.fail,
  });
  const press = (key: string) =>
    pressKey(session, { key, lastOffset: () => lastOffset(session.state(), view()), quit: end.quit }).catch(
      (error: unknown) => {
        if (!(error instanceof DrydockError)) return end.fail(error);
        session.show({
          doing: undefined,
          notice: [error.summary, error.nextStep].filter(Boolean).join('; '),
        });
      },
    );
  using screen = openScreen({
    input,
    output,
    onKey: (key) => void press(nameOf(key)),
    onResize: () => draw(),
    onEnd: end.quit,
  });
  draw = () => screen.draw(viewLines(session.state(), view()));
  const timer = setInterval(() => {
    frame += 1;
    if (session.state().doing) draw();
  }, FRAME_MS);
  if (watched.isNew) await session.brief();
  session.check();
  await end.promise.finally(() => clearInterval(timer));
}

function nameOf({ ctrl, name, sequence = '' }: Key): string {
  return ctrl ? `ctrl-${name}` : (name ?? sequence);
}

async function inLines(watched: Watched, work: string): Promise<void> {
  const { context } = watched;
  const end = ending(context);
  const terminal = outputTerminal(context.env.COLUMNS);
  await using session = await openSession({
    ...watched,
    onChange: () => undefined,
    onChecked: (checked) => context.print(`${['', ...checkedLines(checked, terminal)].join('\n')}`),
    onBug: end.fail,
  });
  // Keeps the process alive, also where nothing can be watched and nobody can type.
  const timer = setInterval(() => undefined, 60_000);
  const typed = createInterface({ input: process.stdin }).on('line', session.check);
  const { trouble } = session.state();
  context.print(`Checking ${homely(work, context)} at every save; Enter checks too, Ctrl-C ends it.`);
  if (trouble !== undefined) context.print(`But ${trouble}: press Enter after a save.`);
  session.check();
  await end.promise.finally(() => {
    clearInterval(timer);
    typed.close();
  });
}

/** When it is over: by a key, a signal, or a bug. */
function ending({ signal }: Context) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve());
  return { promise, quit: resolve, fail: reject };
}

import { standings, taskAt, topicOf } from '@drydock/labs';
import { wrapBehind } from '../../check/wrap-text.ts';
import { countText, type Terminal, widthOf } from '../../image/format.ts';
import { hintLines } from '../hint-lines.ts';
import { workOf } from '../learner.ts';
import { listLines, progressBar } from '../list-lines.ts';
import { labTitle, nextLines, resultLines, taskLines } from '../result-lines.ts';
import { solutionLines } from '../solution-lines.ts';
import { textLines, withPaths } from '../text-lines.ts';
import type { WatchState } from './watch-state.ts';

export interface View extends Terminal {
  readonly rows: number;
  /** Folder of the repository, which links are told from. */
  readonly root: string;
  readonly home: string;
  readonly spinner: string;
}

/** The whole screen: where the learner is, the page, and the keys at its foot. As many lines as it has rows. */
export function viewLines(state: WatchState, view: View): string[] {
  const head = headLines(state, view);
  const foot = footLines(state, view);
  const room = Math.max(1, view.rows - head.length - foot.length);
  const page = pageLines(state, view);
  const offset = Math.min(state.offset, Math.max(0, page.length - room));
  const shown = page.slice(offset, offset + room);
  const left = page.length - offset - shown.length;
  if (offset > 0) shown.splice(0, 1, view.paint('dim', `    … ${countText(offset + 1, 'line')} above: ↑`));
  if (left > 0) shown.splice(-1, 1, view.paint('dim', `    … ${countText(left + 1, 'more line')}: ↓`));
  const filled = [...shown, ...Array<string>(room - shown.length).fill('')];
  return [...head, ...filled, ...foot];
}

/** How far the page can be moved. */
export function lastOffset(state: WatchState, view: View): number {
  const room = view.rows - headLines(state, view).length - footLines(state, view).length;
  return Math.max(0, pageLines(state, view).length - Math.max(1, room));
}

function headLines({ learner, lab }: WatchState, view: View): string[] {
  const { columns, paint, home } = view;
  const bar = progressBar(standings(learner.course, learner.results), {
    ...view,
    columns: Math.min(columns, 60),
  });
  const [title = '', ...rest] = wrapBehind(' ', labTitle(lab), columns - 1);
  const gap = columns - widthOf(title) - widthOf(bar) - 1;
  const isOneLine = rest.length === 0 && gap >= 2;
  const work = workOf(learner, lab);
  const place = work.startsWith(`${home}/`) ? `~${work.slice(home.length)}` : work;
  return [
    ...(isOneLine
      ? [`${paint('bold', title)}${' '.repeat(gap)}${bar}`]
      : [...[title, ...rest].map((line) => paint('bold', line)), ` ${bar}`]),
    paint('dim', ` ${place}`),
    '',
  ];
}

function pageLines(state: WatchState, view: View): string[] {
  const { learner, lab, page, brief, solution } = state;
  if (page === 'list') return listLines(standings(learner.course, learner.results), view);
  if (page === 'brief') return textLines(withPaths(brief.replace(TITLE, ''), lab.folder, view.root), view);
  if (page === 'solution' && solution) return solutionLines(solution, view);
  return workLines(state, view);
}

function workLines({ learner, lab, last, hint, doing }: WatchState, view: View): string[] {
  const task =
    last?.result.grade === 'pass'
      ? undefined
      : (last?.result.task ?? taskAt(lab, learner.results.labs[topicOf(lab)]));
  const met = last?.result.met ?? learner.results.labs[topicOf(lab)]?.met ?? 0;
  const isHinted = hint !== undefined && hint.task === task?.name;
  const more = 'one more: h';
  return [
    ...taskLines(lab, { task, met }, view),
    '',
    ...(last ? resultLines(last.result, view) : doing ? [] : [view.paint('dim', '  not checked yet')]),
    ...(last?.result.grade === 'pass'
      ? nextLines('n goes on, s shows the solution and why it is one', view)
      : []),
    ...(isHinted ? ['', ...hintLines({ lab, ...hint }, { terminal: view, root: view.root, more })] : []),
  ];
}

/** Stands at the top of the screen already. */
const TITLE = /^# .*\n/;

const KEYS = [
  ['h', 'hint'],
  ['n', 'next'],
  ['b', 'brief'],
  ['l', 'list'],
  ['s', 'solution'],
  ['r', 'reset'],
  ['c', 'check'],
  ['q', 'quit'],
] as const;

function footLines(state: WatchState, view: View): string[] {
  const { columns, paint } = view;
  return [
    paint('dim', '─'.repeat(Math.max(1, columns - 1))),
    ...statusLines(state, view),
    ...(state.page === 'work'
      ? keyLines(KEYS, view)
      : keyLines(
          [
            ['any key', 'back'],
            ['↑↓', 'move'],
            ['q', 'quit'],
          ],
          view,
        )),
  ];
}

const QUESTIONS = {
  reset: 'begin this lab anew? What you have is kept in "old". y / n',
  skip: 'it is not passed yet. Put it off, and go on? y / n',
} as const;

function statusLines(state: WatchState, view: View): string[] {
  const { asks, doing, notice, last } = state;
  const { columns, paint } = view;
  if (asks) return wrapBehind(' ', QUESTIONS[asks], columns - 1).map((line) => paint('yellow', line));
  if (doing) return [` ${paint('cyan', view.spinner)} ${doing}`];
  if (notice) return wrapBehind(' ', notice, columns - 1).map((line) => paint('yellow', line));
  const trouble = troubleLines(state, view);
  if (trouble.length > 0) return trouble;
  const since = last ? `; last ${last.at.toTimeString().slice(0, 8)}` : '';
  return [paint('dim', ` checks at every save${since}`)];
}

function troubleLines({ trouble }: WatchState, { columns, paint }: View): string[] {
  if (trouble === undefined) return [];
  return wrapBehind(' ', `${trouble}: press c after a save`, columns - 1).map((line) =>
    paint('yellow', line),
  );
}

function keyLines(keys: readonly (readonly [string, string])[], { columns, paint }: View): string[] {
  const lines: { width: number; text: string }[] = [];
  for (const [key, does] of keys) {
    const width = widthOf(key) + 1 + does.length;
    const text = `${paint('bold', key)} ${paint('dim', does)}`;
    const line = lines.at(-1);
    if (line && line.width + 2 + width < columns)
      Object.assign(line, { width: line.width + 2 + width, text: `${line.text}  ${text}` });
    else lines.push({ width: width + 1, text: ` ${text}` });
  }
  return lines.map(({ text }) => text);
}

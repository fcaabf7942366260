import type { WatchSession } from './watch-session.ts';

export interface Press {
  readonly key: string;
  /** How far the page can be moved. */
  readonly lastOffset: () => number;
  readonly quit: () => void;
}

const PAGE_LINES = 10;
const MOVES: Readonly<Record<string, number>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -PAGE_LINES,
  pagedown: PAGE_LINES,
  space: PAGE_LINES,
};
const INTERRUPTED = 130;

/** What a key does, where the learner is. */
export async function pressKey(session: WatchSession, press: Press): Promise<void> {
  const { key } = press;
  const { asks, page } = session.state();
  if (key === 'q' || key === 'ctrl-c' || key === 'ctrl-d') {
    if (key === 'ctrl-c') process.exitCode ||= INTERRUPTED;
    return press.quit();
  }
  if (asks) {
    session.show({ asks: undefined });
    if (key !== 'y') return;
    return await (asks === 'reset' ? session.reset() : session.skip());
  }
  const move = MOVES[key];
  if (move !== undefined) {
    const last = press.lastOffset();
    const offset = Math.min(session.state().offset, last) + move;
    return session.show({ offset: Math.max(0, Math.min(last, offset)) });
  }
  if (page !== 'work') return session.show({ page: 'work', offset: 0 });
  session.show({ notice: undefined });
  if (key === 'c') return session.check();
  if (key === 'h') return await session.hint();
  if (key === 'b') return await session.brief();
  if (key === 'l') return session.show({ page: 'list', offset: 0 });
  if (key === 's') return await session.solution();
  if (key === 'r') return session.show({ asks: 'reset' });
  if (key === 'n') return await session.next();
}

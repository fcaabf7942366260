/** The part of a file's clause that follows its path. */
const FILE_CLAUSE = /^files\.(?<path>.*?)(?:\.(?<what>type|link|mode|owner|size|text|pattern))?$/;

/** The line of a contract's text, counted from 1, on which a clause most likely stands: its keys, one after the other. */
export function clauseLine(text: string, clause: string): number {
  let at = 0;
  for (const key of keysOf(clause)) {
    const found = text.slice(at).search(new RegExp(`(?<![\\w/-])${escaped(key)}(?![\\w/-])`));
    if (found >= 0) at += found;
  }
  return text.slice(0, at).split('\n').length;
}

function keysOf(clause: string): string[] {
  const file = FILE_CLAUSE.exec(clause)?.groups;
  if (file) return ['files', file.path ?? '', file.what ?? ''].filter(Boolean);
  const dot = clause.indexOf('.');
  if (dot < 0) return [clause];
  const [section, rest] = [clause.slice(0, dot), clause.slice(dot + 1)];
  // The name of a class is written with spaces, and has none in the name of its clause.
  return [section, section === 'absent' && !/[/*]/.test(rest) ? rest.replaceAll('-', ' ') : rest];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

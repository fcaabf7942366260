/** Section, name, key: no list stands between those. */
const NAMED_DEPTH = 3;

/**
 * The line of a YAML file where a key stands, counted from 1; of the nearest key above it that can be found, where the
 * file writes it in another form. For messages.
 */
export function locateKey(text: string, path: readonly string[]): number | undefined {
  const lines = text.split('\n').map((line) => ({ indent: line.search(/\S/), line }));
  let [from, until] = [0, lines.length];
  let parent = -1;
  let found: number | undefined;
  for (const [depth, key] of path.entries()) {
    const isKey = new RegExp(`^\\s*(- +)?["']?${escaped(key)}["']?\\s*:`);
    const inside = lines.slice(from, until).filter(({ line }) => !/^\s*(#|$)/.test(line));
    // Deeper down, a list may stand in between.
    const indent = depth < NAMED_DEPTH ? inside[0]?.indent : undefined;
    const line = inside.find((one) => isKey.test(one.line) && (indent ?? one.indent) === one.indent);
    if (line === undefined || line.indent <= parent) return found;
    const index = lines.indexOf(line);
    found = index + 1;
    parent = line.indent;
    from = index + 1;
    until = endOf(lines, index, parent);
  }
  return found;
}

function endOf(lines: readonly { readonly indent: number }[], index: number, indent: number): number {
  const next = lines.findIndex((line, at) => at > index && line.indent >= 0 && line.indent <= indent);
  return next < 0 ? lines.length : next;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

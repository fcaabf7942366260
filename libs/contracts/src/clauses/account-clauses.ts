import type { Clause } from '../clause.ts';
import { readText } from '../content.ts';
import type { ImageView } from '../image-view.ts';
import type { Contract } from '../schema/contract-schema.ts';
import { broken, kept, type Outcome, unchecked } from '../verdict.ts';

/** Exactly who is named in `/etc/passwd` and `/etc/group`. A file that is not there names nobody. */
export function accountClauses({ users, groups }: Contract): Clause[] {
  return [...clauseOf('users', '/etc/passwd', users), ...clauseOf('groups', '/etc/group', groups)];
}

function clauseOf(
  id: string,
  path: string,
  expected: Readonly<Record<string, number>> | undefined,
): Clause[] {
  if (!expected) return [];
  return [{ id, title: `${id}: ${list(expected)}`, check: (view) => compare(view, path, expected) }];
}

async function compare(
  view: ImageView,
  path: string,
  expected: Readonly<Record<string, number>>,
): Promise<Outcome> {
  const content = view.follow(path) ? await readText(view, path) : '';
  if (content === undefined) return unchecked(`the content of ${path} is not at hand`);
  const lines = content.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const fields = lines.map((line) => line.split(':'));
  const actual = Object.fromEntries(fields.map(([name = '', , id]) => [name, Number(id)]));
  const why = [
    ...fields
      .filter(([name = '']) => !Object.hasOwn(expected, name))
      .map(([name, , id]) => `${name} (${id}) is not promised`),
    ...Object.keys(expected)
      .filter((name) => !Object.hasOwn(actual, name))
      .map((name) => `${name} is missing`),
    ...Object.entries(expected)
      .filter(([name, id]) => Object.hasOwn(actual, name) && actual[name] !== id)
      .map(([name, id]) => `${name} is ${actual[name]}, not ${id}`),
  ];
  if (why.length === 0) return kept(list(expected), list(actual));
  return broken({
    expected: list(expected),
    actual: list(actual),
    why: why.map((line) => `${path}: ${line}`),
  });
}

function list(ids: Readonly<Record<string, number>>): string {
  const names = Object.entries(ids).map(([name, id]) => `${name} ${id}`);
  return names.length === 0 ? 'nobody' : names.join(', ');
}

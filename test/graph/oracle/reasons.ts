/** Which tasks can end differently after a change of a file, and how that is known: by file, then by task. */
export type Reasons = Map<string, Map<string, string>>;

/** The first reason that is found for a task is kept. */
export function addReason(reasons: Reasons, ...[file, task, why]: readonly [string, string, string]): void {
  const tasks = reasons.get(file) ?? new Map<string, string>();
  reasons.set(file, tasks);
  if (!tasks.has(task)) tasks.set(task, why);
}

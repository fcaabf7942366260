/** What a run does, in this order. `test/soak/fixtures/live-and-tell.ts` does it, and says what it begins with. */
export const STAGES = [
  'loading',
  'building',
  'making networks',
  'creating containers',
  'waiting for readiness',
  'running',
  'putting a proxy in place',
  'tracing syncs',
  'filling a disk',
  'breaking programs',
  'running a command',
  'under faults',
  'healing',
  'stopping',
] as const;

export type Stage = (typeof STAGES)[number];

export function isStage(text: string): text is Stage {
  return (STAGES as readonly string[]).includes(text);
}

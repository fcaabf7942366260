import { DrydockError } from '@drydock/engine';

/** A mistake or a failure as lines for a person; a bug with its stack. */
export function errorText(error: unknown): string {
  if (!(error instanceof DrydockError)) return bugText(error);
  const lines = [`drydock: ${error.message}`];
  for (const row of error.evidence) lines.push(...row.split('\n').map((text) => `  ${text}`));
  if (error.nextStep) lines.push(`  → ${error.nextStep}`);
  return lines.join('\n');
}

function bugText(error: unknown): string {
  const stack = error instanceof Error ? error.stack : String(error);
  return `drydock: this is a bug in Drydock; please report it with the lines below\n${stack}`;
}

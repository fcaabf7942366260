import { DrydockError } from '@drydock/engine';

/** A mistake or a failure as lines for a person; a bug with its stack. */
export function errorText(error: unknown): string {
  return error instanceof DrydockError ? `drydock: ${error.message}` : bugText(error);
}

function bugText(error: unknown): string {
  const stack = error instanceof Error ? error.stack : String(error);
  return `drydock: this is a bug in Drydock; please report it with the lines below\n${stack}`;
}

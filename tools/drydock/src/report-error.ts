import { DrydockError, refusalReason } from '@drydock/engine';

/** A mistake or a failure as lines for a person; a bug with its stack. */
export function errorText(error: unknown): string {
  if (error instanceof DrydockError) return `drydock: ${error.message}`;
  return refusalText(error) ?? bugText(error);
}

/** A disk that is full, or a folder that is somebody else's, is no bug. A file that is not there may be one. */
function refusalText(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { path } = error as NodeJS.ErrnoException;
  const reason = refusalReason(error);
  if (reason === undefined || path === undefined) return undefined;
  return `drydock: "${path}" cannot be used: ${reason}\n  → name a file or a folder that you may write to`;
}

function bugText(error: unknown): string {
  const stack = error instanceof Error ? error.stack : String(error);
  return `drydock: this is a bug in Drydock; please report it with the lines below\n${stack}`;
}

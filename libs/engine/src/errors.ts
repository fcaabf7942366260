import { visibleText } from './visible-text.ts';

/** Every reason Drydock can give for not doing what it was asked. A code is never reused. */
export type ErrorCode =
  | 'usage'
  | 'unknown-name'
  | 'no-engine'
  | 'engine-failed'
  | 'engine-lost'
  | 'engine-store'
  | 'not-root'
  | 'not-debian'
  | 'no-network'
  | 'no-client'
  | 'disk-low'
  | 'home-unusable'
  | 'temporary-folder'
  | 'root-image'
  | 'cancelled'
  | 'lock'
  | 'command-failed'
  | 'bake-file'
  | 'image-archive'
  | 'compose-invalid'
  | 'compose-unsupported'
  | 'image-missing'
  | 'service-refused'
  | 'service-exited'
  | 'service-not-ready'
  | 'stack-exists'
  | 'network-conflict'
  | 'port-in-use'
  | 'engine-remote'
  | 'engine-fixed'
  | 'cleanup-failed'
  | 'fault-failed'
  | 'contract-invalid'
  | 'contract-unchecked'
  | 'sizes-file'
  | 'lab-invalid'
  | 'lab-files'
  | 'lab-results';

export interface ErrorDetails {
  readonly cause?: unknown;
  /** What was seen: log lines, output of a command. Printed below the message, in this order. */
  readonly evidence?: readonly string[];
  /** One sentence: what to do about it. */
  readonly nextStep?: string;
}

/**
 * A failure that a person can act on. Anything else that is thrown is a bug in Drydock.
 * `message` is all there is to say, since a test runner prints nothing else: the summary, the evidence below it, and
 * the next step. `summary` is its first line, for those who lay the parts out themselves.
 */
export class DrydockError extends Error {
  static {
    DrydockError.prototype.name = 'DrydockError'; // before the constructor runs, so that the stack begins with it
  }
  readonly code: ErrorCode;
  // Accessors rather than own properties: Node and runners print those once more below the message.
  readonly #summary: string;
  readonly #details: ErrorDetails;

  constructor(code: ErrorCode, summary: string, details: ErrorDetails = {}) {
    super(textOf(summary, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.#summary = summary;
    this.#details = details;
  }

  get summary(): string {
    return this.#summary;
  }

  get evidence(): readonly string[] {
    return this.#details.evidence ?? [];
  }

  get nextStep(): string | undefined {
    return this.#details.nextStep;
  }
}

/** What went wrong in one line: for a list, or for the line of another message. */
export function summaryOf(error: unknown): string {
  if (error instanceof DrydockError) return error.summary;
  return error instanceof Error ? error.message : String(error);
}

function textOf(summary: string, { evidence = [], nextStep }: ErrorDetails): string {
  const rows = evidence.flatMap((row) => row.split('\n')).map((row) => `  ${row}`);
  // Evidence is what programs printed, and names come from anywhere.
  return visibleText([summary, ...rows, ...(nextStep ? [`  → ${nextStep}`] : [])].join('\n'));
}

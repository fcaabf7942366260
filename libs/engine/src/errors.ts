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

/** A failure that a person can act on. Anything else that is thrown is a bug in Drydock. */
export class DrydockError extends Error {
  override readonly name = 'DrydockError';
  readonly code: ErrorCode;
  readonly evidence: readonly string[];
  readonly nextStep: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.evidence = details.evidence ?? [];
    this.nextStep = details.nextStep;
  }
}

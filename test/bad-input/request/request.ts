/** A request as it goes over the wire, byte for byte. */
export interface Request {
  readonly method: string;
  /** Path and query, encoded as they are sent. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer | undefined;
}

export interface Answer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** No answer: the connection ended first, or nothing came in time. */
export interface NoAnswer {
  readonly status: null;
  readonly reason: string;
}

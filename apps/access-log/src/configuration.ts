import { accessSync, constants, statSync } from 'node:fs';

export type Configuration = {
  readonly port: number;
  readonly dataDirectory: string;
};

/** Reads what the environment says, once. Throws one line that names the variable to mend. */
export function readConfiguration(environment: NodeJS.ProcessEnv): Configuration {
  return {
    port: readPort(environment.PORT ?? '80'),
    dataDirectory: readDataDirectory(environment.DATA_DIR ?? '/data'),
  };
}

function readPort(value: string): number {
  const port = /^[0-9]{1,5}$/.test(value) ? Number(value) : 0;
  if (port < 1 || port > 65535) {
    throw new Error(`PORT is "${value}", expected a whole number from 1 to 65535`);
  }
  return port;
}

function readDataDirectory(value: string): string {
  const expected = 'expected a folder that this process may write to';
  const status = statSync(value, { throwIfNoEntry: false });
  if (status === undefined) {
    throw new Error(`DATA_DIR is "${value}", which does not exist; ${expected}`);
  }
  if (!status.isDirectory()) {
    throw new Error(`DATA_DIR is "${value}", which is not a folder; ${expected}`);
  }
  try {
    accessSync(value, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Error(
      `DATA_DIR is "${value}", which user ${process.getuid?.()} may not write to; ${expected}`,
      {
        cause,
      },
    );
  }
  return value;
}

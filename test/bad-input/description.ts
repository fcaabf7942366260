import { isIP } from 'node:net';
import { join } from 'node:path';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { ROOT, SERVICES } from '../support/services.ts';

export type ServiceName = (typeof SERVICES)[number];
export type Schema = { readonly [key: string]: unknown };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

export interface DeclaredAnswer {
  /** By media type, in lower case and without parameters; none where there is no body. */
  readonly bodies: ReadonlyMap<string, ValidateFunction | undefined>;
  readonly headers: ReadonlyMap<string, ValidateFunction>;
}

export interface Operation {
  readonly method: string;
  /** As it is written in the description: `/picture/{date}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly bodySchema: Schema | undefined;
  readonly answers: ReadonlyMap<number, DeclaredAnswer>;
}

export interface Description {
  readonly service: ServiceName;
  readonly operations: readonly Operation[];
  /** What the problem details of this service look like. */
  readonly isProblem: ValidateFunction;
}

interface Document {
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: { Problem: Schema } };
}
type Content = Record<string, { schema?: Schema }>;
interface RawOperation {
  parameters?: (Omit<Parameter, 'required'> & { required?: boolean })[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content; headers?: Record<string, { schema: Schema }> }>;
}

/** Reads a service's `openapi.yaml`. Rejects when it is no valid OpenAPI 3.1. */
export async function readDescription(service: ServiceName): Promise<Description> {
  const file = join(ROOT, 'apps', service, 'openapi.yaml');
  const document = (await SwaggerParser.validate(file)) as unknown as Document;
  // Not strict: OpenAPI's own words, such as `example`, are none of JSON Schema's.
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat('ip', (text: string) => isIP(text) !== 0);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => toOperation(ajv, path, method.toUpperCase(), raw)),
  );
  return { service, operations, isProblem: ajv.compile(document.components.schemas.Problem) };
}

export const readDescriptions = (): Promise<Description[]> => Promise.all(SERVICES.map(readDescription));

function toOperation(ajv: Ajv2020, path: string, method: string, raw: RawOperation): Operation {
  const answers = Object.entries(raw.responses).map(([status, { content = {}, headers = {} }]) => {
    const bodies = Object.entries(content).map(
      ([type, { schema }]) => [type, schema && ajv.compile(schema)] as const,
    );
    const checks = Object.entries(headers).map(
      ([name, { schema }]) => [name.toLowerCase(), ajv.compile(schema)] as const,
    );
    return [Number(status), { bodies: new Map(bodies), headers: new Map(checks) }] as const;
  });
  return {
    method,
    path,
    parameters: (raw.parameters ?? []).map((one) => ({ ...one, required: one.required ?? false })),
    bodySchema: raw.requestBody?.content['application/json']?.schema,
    answers: new Map(answers),
  };
}

import type { FastifyServerOptions } from 'fastify';

export type SchemaCompilers = NonNullable<
  NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']
>;

/**
 * What makes functions of the schemas: Fastify's own compilers, as the service starts. In the bundle
 * this module is replaced (build/compiled-schemas.ts): the functions are there already.
 */
export const schemaCompilers: SchemaCompilers = {};

import { type BuildCompilerFromPool, StandaloneValidator } from '@fastify/ajv-compiler';
import { StandaloneSerializer } from '@fastify/fast-json-stringify-compiler';
import { _ } from 'ajv';
import type { Plugin } from 'esbuild';
import { buildApp } from '../src/app.ts';

/**
 * Fastify makes a function of each schema, as the service starts. Here that is done in the build:
 * the module `schema-compilers.ts` is replaced by one that has the functions ready.
 */
export const compiledSchemas: Plugin = {
  name: 'compiled-schemas',
  setup(build) {
    build.onLoad({ filter: /\/src\/schema-compilers\.ts$/ }, async () => ({
      contents: await compileSchemas(),
      resolveDir: build.initialOptions.absWorkingDir ?? process.cwd(),
    }));
    // A route has to say that it has a schema, and no more: which one, its function knows.
    build.onResolve({ filter: /^typebox$/ }, ({ path }) => ({ path, namespace: 'schema' }));
    build.onLoad({ filter: /./, namespace: 'schema' }, () => ({
      contents: 'export const Type = new Proxy({}, { get: () => () => ({}) })',
    }));
    build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error('${path} is not in this bundle: the build has compiled the schemas')`,
    }));
  },
};

type Schemas = Parameters<BuildCompilerFromPool>[0];
type ValidatorOptions = Parameters<BuildCompilerFromPool>[1];

/** Code of a function, by what Fastify says when it asks for one. */
type Compiled = Map<string, string>;

async function compileSchemas(): Promise<string> {
  const validators: Compiled = new Map();
  const serializers: Compiled = new Map();
  const compileValidator = StandaloneValidator({
    readMode: false,
    storeFunction: ({ method, url, httpPart }, code) => validators.set(`${method} ${url} ${httpPart}`, code),
  });
  const app = await buildApp({
    store: { keep: () => [], page: () => ({ entries: [], next: null }), count: () => 0, close: () => {} },
    schemaCompilers: {
      buildValidator: (schemas: Schemas, options: ValidatorOptions) => {
        if (options?.mode === 'JTD') throw new Error('the schemas are JSON Schema, not JTD');
        const code = { source: true, formats: _`require("./src/formats.ts")` };
        return compileValidator(schemas, { ...options, customOptions: { ...options?.customOptions, code } });
      },
      buildSerializer: StandaloneSerializer({
        readMode: false,
        storeFunction: ({ method, url, httpStatus }, code) =>
          serializers.set(`${method} ${url} ${httpStatus}`, code),
      }),
    },
  });
  await app.ready();
  await app.close();
  return `
    const validators = ${recordOf(validators)};
    const serializers = ${recordOf(serializers)};
    export const schemaCompilers = {
      buildValidator: () => ({ method, url, httpPart }) => validators[\`\${method} \${url} \${httpPart}\`],
      buildSerializer: () => ({ method, url, httpStatus }) => serializers[\`\${method} \${url} \${httpStatus}\`],
    };`;
}

function recordOf(compiled: Compiled): string {
  const members = [...compiled].map(([key, code]) => {
    return `${JSON.stringify(key)}: (() => { const module = { exports: {} }; ${code}; return module.exports })()`;
  });
  return `{ ${members.join(',\n')} }`;
}
